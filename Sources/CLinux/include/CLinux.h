// What Swift cannot call directly on Linux: function-like macros, variadic functions and packed structures around epoll and sockets.
#pragma once

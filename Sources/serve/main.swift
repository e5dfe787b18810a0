internal import Base
internal import Glibc

exit(Server.run(Array(CommandLine.arguments.dropFirst())).rawValue)

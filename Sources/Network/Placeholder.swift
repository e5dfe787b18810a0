/// Where the event loop lives.
public enum NetworkPlaceholder {}

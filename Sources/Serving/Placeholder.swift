/// Where the server lives.
public enum ServingPlaceholder {}

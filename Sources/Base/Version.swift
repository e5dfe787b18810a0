/// The version of Espalier itself, as `--version` prints it and manifests record it.
public enum Version {
    public static let current = "0.1.0"
}

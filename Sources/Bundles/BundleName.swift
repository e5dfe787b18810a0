/// What a model may be called and how its versions are spelled: both are names of folders.
public enum BundleName {
    /// Why `name` cannot be the name of a model, with what is accepted; nil if it can.
    public static func problem(with name: String) -> String? {
        let accepted =
            "accepted are 1 to \(BundleLimits.nameByteCountMax) letters and digits of ASCII, '.', '_' and '-', "
            + "the first a letter or digit"
        guard let first = name.utf8.first else { return "the name of the model is empty; \(accepted)" }
        guard name.utf8.count <= BundleLimits.nameByteCountMax else {
            return "the name of the model has \(name.utf8.count) bytes; \(accepted)"
        }
        guard isAlphanumeric(first), name.utf8.allSatisfy({ isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }) else {
            return "'\(name)' cannot be the name of a model; \(accepted)"
        }
        return nil
    }

    /// The version that a folder name spells: a whole number from 1, without sign or leading zeros; nil for any other name.
    public static func version(folder: String) -> Int? {
        guard let first = folder.utf8.first, first != 0x30, folder.utf8.count <= 10,
            folder.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let version = Int(folder),
            (1...BundleLimits.versionMax).contains(version)
        else { return nil }
        return version
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

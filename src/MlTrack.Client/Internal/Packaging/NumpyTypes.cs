namespace MlTrack.Internal.Packaging;

/// <summary>NumPy's names of the types of elements.</summary>
internal static class NumpyTypes
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128",
        "str", "bytes", "object", "void", "int", "float", "complex", "longdouble",
    };

    // With a unit or a length behind it.
    private static readonly string[] Prefixes = ["datetime64", "timedelta64", "<U", ">U", "|S", "<M8", "<m8", "U", "S"];

    /// <exception cref="MlTrackException">NumPy has no such type.</exception>
    internal static void Require(string dtype)
    {
        if (!Known.Contains(dtype) && !Array.Exists(Prefixes, prefix => HasForm(dtype, prefix)))
        {
            throw SignatureErrors.UnknownDType(dtype);
        }
    }

    private static bool HasForm(string dtype, string prefix)
    {
        if (!dtype.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = dtype.Substring(prefix.Length);
        return rest.Length == 0 || (rest[0] == '[' && rest[rest.Length - 1] == ']') || rest.All(char.IsDigit);
    }
}

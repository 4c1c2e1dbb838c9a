using System.Globalization;

namespace MlTrack.Internal.IO;

/// <summary>Names of temporary files: <c>.mltrack-</c>, 16 hexadecimal digits, <c>.tmp</c>. Every reader, MLflow included, passes over them where they are put.</summary>
internal static class TempName
{
    private const string Prefix = ".mltrack-";
    private const string Suffix = ".tmp";
    private const int Digits = 16;

    /// <summary>Makes a new path.</summary>
    /// <param name="folder">The folder it lies in.</param>
    /// <returns>The path; nothing is created.</returns>
    public static string NewPath(string folder)
    {
        // The first four and the last four bytes of a version 4 GUID are all random.
        var bytes = Guid.NewGuid().ToByteArray();
        var number = ((ulong)BitConverter.ToUInt32(bytes, 0) << 32) | BitConverter.ToUInt32(bytes, 12);
        return Path.Combine(folder, Prefix + number.ToString("x16", CultureInfo.InvariantCulture) + Suffix);
    }

    /// <summary>Tells left-over temporary files from others.</summary>
    /// <param name="name">A file name without folder.</param>
    /// <returns>Whether it is one of ours.</returns>
    public static bool IsTemp(string name)
    {
        if (name.Length != Prefix.Length + Digits + Suffix.Length) return false;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal)) return false;
        for (var i = Prefix.Length; i < Prefix.Length + Digits; i++)
        {
            if (name[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f'))) return false;
        }

        return true;
    }
}

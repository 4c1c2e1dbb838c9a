using System.Globalization;
using System.Text;

namespace MlTrack.MLNet.Internal;

/// <summary>Makes parts of metric keys of names of classes: MLflow takes letters, digits, underscores, dashes, periods and blanks.</summary>
internal static class MetricKeys
{
    /// <summary>A part per name, different where the names are; of <c>a/b</c> and <c>a_b</c> the second becomes <c>a_b_1</c>, its number.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        // Upper and lower case are told apart by some disks only.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select((name, index) => Unique(Plain(name), index, taken))];
    }

    private static string Unique(string key, int index, HashSet<string> taken)
    {
        while (!taken.Add(key))
        {
            key += "_" + index.ToString(CultureInfo.InvariantCulture);
        }

        return key;
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            plain.Append(char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ' ' ? character : '_');
        }

        // "." and ".." are folders, and blanks at the ends are not kept by every disk.
        var key = plain.ToString().Trim(' ', '.');
        return key.Length == 0 ? "class" : key;
    }
}

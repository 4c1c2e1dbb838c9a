using System.Globalization;

namespace MlTrack.Testing.Internal;

/// <summary>Numbers and lists in the messages of failed assertions.</summary>
internal static class Text
{
    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string List(IEnumerable<string> names)
    {
        var all = names.OrderBy(name => name, StringComparer.Ordinal).ToArray();
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(20).Select(name => $"'{name}'")) + (all.Length > 20 ? " and others" : string.Empty);
    }
}

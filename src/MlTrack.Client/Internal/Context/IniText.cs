namespace MlTrack.Internal.Context;

/// <summary>
/// The part of the INI form that git's configuration and MLflow's credentials share: <c>[section]</c> or <c>[section "name"]</c>, then <c>key = value</c>;
/// <c>#</c> and <c>;</c> start a comment line. Values may stand in double quotes.
/// </summary>
internal static class IniText
{
    /// <summary>Gives the entries in their order; lines that are neither are passed over.</summary>
    internal static IEnumerable<Entry> Read(string text)
    {
        var section = string.Empty;
        var name = string.Empty;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                (section, name) = ReadSection(line);
                yield return new Entry(section, name, null, string.Empty);
                continue;
            }

            var equals = line.IndexOf('=');
            if (equals > 0)
            {
                yield return new Entry(section, name, line.Substring(0, equals).TrimEnd(), Unquote(line.Substring(equals + 1).Trim()));
            }
        }
    }

    private static (string Section, string Name) ReadSection(string line)
    {
        var end = line.LastIndexOf(']');
        var inner = (end < 0 ? line.Substring(1) : line.Substring(1, end - 1)).Trim();
        var quote = inner.IndexOf('"');
        return quote < 0
            ? (inner, string.Empty)
            : (inner.Substring(0, quote).TrimEnd(), Unquote(inner.Substring(quote)));
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[value.Length - 1] != '"')
        {
            return value;
        }

        return value.Substring(1, value.Length - 2).Replace("\\\"", "\"").Replace("\\\\", "\\");
    }

    /// <summary>One line: a section's beginning (<paramref name="Key"/> is null) or a value in it.</summary>
    internal readonly record struct Entry(string Section, string Name, string? Key, string Value);
}

using System.Globalization;

namespace MlTrack.Internal.Yaml;

/// <summary>A YAML file that cannot be read, is larger than what is read, or holds what is never read (foreign tags, loops).</summary>
internal sealed class MalformedYamlException : Exception
{
    internal MalformedYamlException(string reason, int line = 0, Exception? inner = null)
        : base(line > 0 ? string.Format(CultureInfo.InvariantCulture, "line {0}: {1}", line, reason) : reason, inner)
    {
        Reason = reason;
        Line = line;
    }

    /// <summary>What is wrong, in plain words, without the place.</summary>
    internal string Reason { get; }

    /// <summary>The line, from 1; 0 if no single line is to blame.</summary>
    internal int Line { get; }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MlTrack.Internal.Text;

/// <content>Names of registered models, their tags and aliases.</content>
internal static partial class Names
{
    internal const int MaxAliasLength = 255;
    internal const int MaxRegistryTagValueLength = 100_000;

    private const string WindowsCharacters = "<>\"|?*\\";

    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Checks the name of a registered model that is looked for: MLflow's rules, and on Windows what its file names cannot be.</summary>
    internal static string? CheckRegisteredModelName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "Missing value for required parameter 'name'.";
        }

        if (name!.IndexOf('/') >= 0 || name.IndexOf(':') >= 0)
        {
            return $"Invalid model name '{name}'. Names cannot contain '/' or ':'.";
        }

        if (!IsPlainRelativePath(name))
        {
            return $"Invalid value {PythonJson.Quote(name)} for parameter 'name' supplied: {PathRule}'{NormPath(name)}'";
        }

        if (name.IndexOf('%') >= 0)
        {
            return $"Invalid name: '{name}'. Registered model name cannot contain '%' character";
        }

        return name.IndexOf('\0') >= 0 || IsWindows ? CheckPortableName(name) : null;
    }

    /// <summary>
    /// Checks the name of a registered model that is about to be made. Stricter than MLflow: names that no other system can hold as a folder, and names
    /// with <c>@</c>, which <c>models:/name@alias</c> would take for an alias, are refused.
    /// </summary>
    internal static string? CheckNewRegisteredModelName(string? name) => CheckRegisteredModelName(name) ?? CheckPortableName(name!) ??
        (name!.IndexOf('@') < 0 ? null : $"Invalid model name '{name}'. Names cannot contain '@', which stands before an alias in 'models:/name@alias'.");

    /// <summary>Checks the value of a tag of a registered model or version.</summary>
    internal static string? CheckRegistryTagValue(string value) => CheckLength("value", MaxRegistryTagValueLength, value);

    /// <summary>Checks an alias that is looked for or removed.</summary>
    internal static string? CheckAlias(string? alias)
    {
        if (string.IsNullOrEmpty(alias))
        {
            return "Registered model alias name cannot be empty.";
        }

        for (var i = 0; i < alias!.Length; i++)
        {
            if (!IsAsciiLetterOrDigit(alias[i]) && alias[i] is not ('_' or '-') && !TrySkipLetterOrNumber(alias, ref i))
            {
                return $"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).";
            }
        }

        return CheckLength("Registered model alias name", MaxAliasLength, alias);
    }

    /// <summary>Checks an alias that is about to be set: some names are reserved.</summary>
    internal static string? CheckNewAlias(string? alias)
    {
        if (CheckAlias(alias) is { } message)
        {
            return message;
        }

        if (string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase))
        {
            return "'latest' alias name (case insensitive) is reserved.";
        }

        if (alias![0] is 'v' or 'V' && alias.Length > 1 && alias.Skip(1).All(char.IsDigit))
        {
            return $"Version alias name '{alias}' is reserved.";
        }

        return FindLongSegment(alias) is { } segment ? $"Invalid alias name: '{alias}'. {DescribeLongSegment(segment)}" : null;
    }

    private static string? CheckPortableName(string name)
    {
        var reason = DescribeUnportable(name);
        return reason is null ? null : string.Format(CultureInfo.InvariantCulture, "Invalid model name {0}. {1}", PythonRepr.Quote(name), reason);
    }

    private static string? DescribeUnportable(string name)
    {
        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                return "Names cannot contain control characters.";
            }

            if (WindowsCharacters.IndexOf(character) >= 0)
            {
                return "Names become folders, which on Windows cannot contain any of " + WindowsCharacters;
            }
        }

        var last = name[name.Length - 1];
        if (last is ' ' or '.')
        {
            return "Names become folders, which on Windows cannot end with a blank or a period.";
        }

        if (FileNameEscape.ToFileName(name, windows: true) != name)
        {
            return "Names become folders, and Windows reserves this name for a device.";
        }

        return Encoding.UTF8.GetByteCount(name) > MaxSegmentBytes ? DescribeLongSegment(name) : null;
    }
}

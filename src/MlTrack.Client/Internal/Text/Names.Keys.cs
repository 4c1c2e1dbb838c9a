#if NET
using System.Buffers;
#endif
using System.Globalization;
using System.Text;

namespace MlTrack.Internal.Text;

/// <content>Characters and paths.</content>
internal static partial class Names
{
    private const string CharacterRule =
        "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";

    private const string PathRule =
        "Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to ";

#if NET
    private static readonly SearchValues<char> AsciiKeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_.- :");
#endif

    /// <summary>
    /// Checks a key that becomes a relative path: its characters, then that the path is its own normal form, then the length of its segments.
    /// </summary>
    internal static string? CheckKey(string key, string path)
    {
        if (!HasValidCharacters(key, out var ascii))
        {
            return $"Invalid value {PythonJson.Quote(key)} for parameter '{path}' supplied: {CharacterRule}";
        }

        if (!IsPlainRelativePath(key))
        {
            return $"Invalid value {PythonJson.Quote(key)} for parameter '{path}' supplied: {PathRule}'{NormPath(key)}'";
        }

        return (ascii && key.Length <= MaxSegmentBytes) || FindLongSegment(key) is not { } segment
            ? null
            : $"Invalid value {PythonJson.Quote(key)} for parameter '{path}' supplied: {DescribeLongSegment(segment)}";
    }

    /// <summary>
    /// Checks a path below an artifact root, with <c>/</c> between segments; null and empty mean the root itself and are fine.
    /// </summary>
    /// <remarks>
    /// Beside MLflow's rule (the path is its own normal form) refuses what another system or a later decoding would read as another path:
    /// backslashes, control characters, drive letters, <c>file:</c>, <c>%2e</c> and the like, and the parts of a URI <c># ? ;</c>.
    /// </remarks>
    internal static string? CheckArtifactPath(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        if (!IsPlainRelativePath(path!))
        {
            return $"Invalid artifact path: '{path}'. {PathRule}'{NormPath(path!)}'";
        }

        for (var i = 0; i < path!.Length; i++)
        {
            if (DescribeUnsafe(path, i) is { } reason)
            {
                return $"Invalid path: {PythonRepr.Quote(path)} {reason}";
            }
        }

        if (path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || (path.Length > 1 && path[1] == ':' && IsAsciiLetterOrDigit(path[0])))
        {
            return $"Invalid path: {PythonRepr.Quote(path)} starts with a drive or a scheme. Artifact paths are relative.";
        }

        return FindLongSegment(path) is { } segment ? $"Invalid path: {DescribeLongSegment(segment)}" : null;
    }

    /// <summary>Python's <c>posixpath.normpath</c>.</summary>
    internal static string NormPath(string path)
    {
        var slashes = path.StartsWith("/", StringComparison.Ordinal) ? 1 : 0;
        if (path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal))
        {
            slashes = 2;
        }

        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment.Length == 0 || segment == ".")
            {
                continue;
            }

            var last = segments.Count - 1;
            if (segment != ".." || (slashes == 0 && last < 0) || (last >= 0 && segments[last] == ".."))
            {
                segments.Add(segment);
            }
            else if (last >= 0)
            {
                segments.RemoveAt(last);
            }
        }

        var normal = new string('/', slashes) + string.Join("/", segments);
        return normal.Length == 0 ? "." : normal;
    }

    private static bool HasValidCharacters(string key, out bool ascii)
    {
        ascii = true;
#if NET
        if (!key.AsSpan().ContainsAnyExcept(AsciiKeyCharacters))
        {
            return true;
        }
#endif
        for (var i = 0; i < key.Length; i++)
        {
            var character = key[i];
            if (IsAsciiLetterOrDigit(character) || character is '/' or '_' or '.' or '-' or ' ' or ':')
            {
                continue;
            }

            ascii = false;
            if (!TrySkipLetterOrNumber(key, ref i))
            {
                return false;
            }
        }

        return true;
    }

    // MLflow's class is exactly the categories L* and N*; .NET's \w differs in both directions.
    private static bool TrySkipLetterOrNumber(string text, ref int index)
    {
        if (text[index] < 0x80)
        {
            return false;
        }

        var valid = CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
        index += valid && char.IsHighSurrogate(text[index]) ? 1 : 0;
        return valid;
    }

    private static bool IsAsciiLetterOrDigit(char character) =>
        (uint)((character | 0x20) - 'a') < 26 || (uint)(character - '0') < 10;

    // Same as: normpath(path) == path, path is not ".", and starts neither with ".." nor "/".
    private static bool IsPlainRelativePath(string path)
    {
        if (path.StartsWith("..", StringComparison.Ordinal))
        {
            return false;
        }

        var start = 0;
        while (start <= path.Length)
        {
            var slash = path.IndexOf('/', start);
            var end = slash < 0 ? path.Length : slash;
            var length = end - start;
            if (length == 0 || (path[start] == '.' && (length == 1 || (length == 2 && path[start + 1] == '.'))))
            {
                return false;
            }

            start = end + 1;
        }

        return true;
    }

    private static string? DescribeUnsafe(string path, int index) => path[index] switch
    {
        '\\' => "contains a backslash. Separate the parts of an artifact path by '/'.",
        '#' or '?' or ';' => "contains '#', '?' or ';', which would end the path in a URI.",
        '%' when index + 2 < path.Length && IsHexDigit(path[index + 1]) && IsHexDigit(path[index + 2]) =>
            "contains a percent-encoded character, which another program would decode.",
        var other when char.IsControl(other) => "contains a control character.",
        _ => null,
    };

    private static bool IsHexDigit(char character) => (uint)(character - '0') < 10 || (uint)((character | 0x20) - 'a') < 6;

    private static string? FindLongSegment(string path)
    {
        if (path.Length * 3 <= MaxSegmentBytes)
        {
            return null;
        }

        foreach (var segment in path.Split('/'))
        {
            if (Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            {
                return segment;
            }
        }

        return null;
    }

    private static string DescribeLongSegment(string segment) => string.Format(
        CultureInfo.InvariantCulture,
        "Names are used as files, so that each part between slashes can have at most {0} bytes in UTF-8. The part that starts with {1} has {2}.",
        MaxSegmentBytes,
        PythonRepr.Quote(Truncate(segment, 20)),
        Encoding.UTF8.GetByteCount(segment));
}

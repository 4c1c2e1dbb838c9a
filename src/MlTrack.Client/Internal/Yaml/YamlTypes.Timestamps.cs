namespace MlTrack.Internal.Yaml;

/// <content>Dates and times.</content>
internal static partial class YamlTypes
{
    // YYYY-MM-DD, or a looser date followed by a time with optional fraction and zone.
    private static bool IsTimestamp(ReadOnlySpan<char> text)
    {
        var rest = text;
        if (!TakeDigits(ref rest, 4, 4, out _) || !Take(ref rest, '-') || !TakeDigits(ref rest, 1, 2, out var month) ||
            !Take(ref rest, '-') || !TakeDigits(ref rest, 1, 2, out var day))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            return month == 2 && day == 2;
        }

        return TakeTimeSeparator(ref rest) && TakeTime(ref rest) && TakeZone(ref rest) && rest.IsEmpty;
    }

    private static bool TakeTimeSeparator(ref ReadOnlySpan<char> rest)
    {
        if (rest[0] is 'T' or 't')
        {
            rest = rest.Slice(1);
            return true;
        }

        return TakeBlanks(ref rest) > 0;
    }

    private static bool TakeTime(ref ReadOnlySpan<char> rest)
    {
        if (!TakeDigits(ref rest, 1, 2, out _) || !Take(ref rest, ':') || !TakeDigits(ref rest, 2, 2, out _) ||
            !Take(ref rest, ':') || !TakeDigits(ref rest, 2, 2, out _))
        {
            return false;
        }

        if (Take(ref rest, '.'))
        {
            rest = rest.Slice(Span(rest, IsDigit));
        }

        return true;
    }

    private static bool TakeZone(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
        {
            return true;
        }

        TakeBlanks(ref rest);
        if (Take(ref rest, 'Z'))
        {
            return true;
        }

        if (!(Take(ref rest, '-') || Take(ref rest, '+')) || !TakeDigits(ref rest, 1, 2, out _))
        {
            return false;
        }

        return !Take(ref rest, ':') || TakeDigits(ref rest, 2, 2, out _);
    }

    private static int TakeBlanks(ref ReadOnlySpan<char> rest)
    {
        var length = Span(rest, c => c is ' ' or '\t');
        rest = rest.Slice(length);
        return length;
    }

    private static bool Take(ref ReadOnlySpan<char> rest, char character)
    {
        if (rest.IsEmpty || rest[0] != character)
        {
            return false;
        }

        rest = rest.Slice(1);
        return true;
    }

    private static bool TakeDigits(ref ReadOnlySpan<char> rest, int least, int most, out int count)
    {
        count = Math.Min(Span(rest, IsDigit), most);
        rest = rest.Slice(count);
        return count >= least;
    }
}

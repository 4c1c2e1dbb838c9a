namespace MlTrack.Internal.Rest.Wire;

/// <summary>Times on the wire are milliseconds since 1970 UTC, of any 64 bits; .NET's end with the year 9999.</summary>
internal static class WireTime
{
    private static readonly long Min = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Max = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads a time of an answer; one that .NET does not have becomes the nearest that it has.</summary>
    internal static DateTimeOffset FromAnswer(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(Min, Math.Min(Max, milliseconds)));

    /// <summary>Reads a time of an answer, or none.</summary>
    internal static DateTimeOffset? FromAnswer(long? milliseconds) => milliseconds is { } value ? FromAnswer(value) : null;

    /// <summary>Reads a time of a request, which is stored and so must be one that can be given back.</summary>
    /// <exception cref="MlTrackException">The time is before the year 1 or after 9999.</exception>
    internal static DateTimeOffset? FromRequest(long? milliseconds, string parameter)
    {
        if (milliseconds is not { } value)
        {
            return null;
        }

        return value >= Min && value <= Max
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : throw WireFaults.Invalid(value.ToString(System.Globalization.CultureInfo.InvariantCulture), parameter, "The time must lie between the years 1 and 9999.");
    }

    /// <summary>Writes a time.</summary>
    internal static long? ToWire(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}

using System.Globalization;
using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Context;

/// <summary>Reads environment variables with MLflow's rules for booleans and numbers, and its messages when they are broken.</summary>
/// <remarks>
/// Booleans are <c>true</c>, <c>false</c>, <c>1</c>, <c>0</c> in any case. Numbers are what Python's <c>int()</c> and <c>float()</c> read. A text that is
/// empty counts as not set, since MLflow tests such variables for truth; an empty boolean or number is an error, as there.
/// </remarks>
internal sealed class EnvironmentReader
{
    private readonly Func<string, string?> _read;

    internal EnvironmentReader(Func<string, string?> read) => _read = read;

    internal string? Text(string name) => _read(name) is { Length: > 0 } value ? value : null;

    internal bool? Boolean(string name)
    {
        if (_read(name) is not { } value)
        {
            return null;
        }

        return value.ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw Invalid($"{name} value must be one of ['true', 'false', '1', '0'] (case-insensitive), but got {value}"),
        };
    }

    internal int? Integer(string name) => Long(name) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => throw CannotConvert(name, _read(name) ?? "", "int", "the number is too large"),
    };

    internal long? LongAtLeast(string name, long minimum) => Long(name) is not { } number || number >= minimum
        ? Long(name)
        : throw Invalid(string.Format(CultureInfo.InvariantCulture, "{0} must be at least {1}, but got {2}", name, minimum, number));

    internal double? Float(string name)
    {
        if (_read(name) is not { } value)
        {
            return null;
        }

        return PythonFloat.TryParse(Encoding.UTF8.GetBytes(value), out var number)
            ? number
            : throw CannotConvert(name, value, "float", $"could not convert string to float: {PythonRepr.Quote(value)}");
    }

    /// <summary>Reads a number of seconds, more than 0.</summary>
    internal TimeSpan? Seconds(string name)
    {
        if (Float(name) is not { } seconds)
        {
            return null;
        }

        return seconds > 0 && seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw Invalid($"{name} must be a number of seconds above 0, but got {PythonFloat.Format(seconds)}");
    }

    internal int? IntegerAtLeast(string name, int minimum) => Integer(name) is not { } number || number >= minimum
        ? Integer(name)
        : throw Invalid(string.Format(CultureInfo.InvariantCulture, "{0} must be at least {1}, but got {2}", name, minimum, number));

    private long? Long(string name)
    {
        if (_read(name) is not { } value)
        {
            return null;
        }

        return PythonInt.TryParse(Encoding.UTF8.GetBytes(value), out var number)
            ? number
            : throw CannotConvert(name, value, "int", $"invalid literal for int() with base 10: {PythonRepr.Quote(value)}");
    }

    private static MlTrackException CannotConvert(string name, string value, string type, string reason) =>
        Invalid($"Failed to convert {PythonRepr.Quote(value)} to <class '{type}'> for {name}: {reason}");

    private static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);
}

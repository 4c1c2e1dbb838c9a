using System.Globalization;
using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Packaging;

/// <summary>Defaults of params as JSON.</summary>
internal static class ParamValues
{
    internal static JsonElement Null { get; } = Parse("null");

    internal static JsonElement Of(long value) => Parse(value.ToString(CultureInfo.InvariantCulture));

    internal static JsonElement Of(double value) => double.IsNaN(value) || double.IsInfinity(value)
        ? throw new ArgumentException("A default must be a finite number: JSON has no others.", nameof(value))
        : Parse(PythonFloat.Format(value));

    internal static JsonElement Of(bool value) => Parse(value ? "true" : "false");

    internal static JsonElement Of(string? value) => value is null ? Null : Parse(PythonJson.Quote(value));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

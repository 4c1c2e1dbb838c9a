using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>
/// 64-bit integers: MLflow writes numbers, protobuf's own JSON decimal texts; both are read, integral floats (<c>3.0</c>, <c>1e3</c>) too, numbers are written.
/// </summary>
internal sealed class WireInt64Converter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    internal static long ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var number) ? number : FromDouble(reader.GetDouble());
        }

        if (reader.TokenType == JsonTokenType.String &&
            long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
        {
            return parsed;
        }

        throw new JsonException("An integer was expected.");
    }

    // 2^63 itself is a double, but no long.
    private static long FromDouble(double value) => value is >= -9223372036854775808d and < 9223372036854775808d && Math.Floor(value) == value
        ? (long)value
        : throw new JsonException("An integer of 64 bits was expected.");
}

/// <summary>32-bit integers, with the same rules.</summary>
internal sealed class WireInt32Converter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = WireInt64Converter.ReadValue(ref reader);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new JsonException("An integer of 32 bits was expected.");
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>
/// Doubles: a number, a text that is one, or the texts <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>. Written as Python does: <c>1.0</c>, <c>1e+308</c>, and the same texts.
/// </summary>
/// <remarks>A number too great for a double, and other spellings such as <c>nan</c> and <c>inf</c>, are refused, as protobuf's JSON does.</remarks>
internal sealed class WireDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            // Not by the reader itself: it gives infinity for a number that is too great, and is not exact on .NET Framework.
            return PythonFloat.TryParse(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, out var number) && !double.IsInfinity(number)
                ? number
                : throw new JsonException("The number is too great.");
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A number was expected.");
        }

        return reader.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            { } text => FromText(text),
            _ => throw new JsonException("A number was expected."),
        };
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsNaN(value))
        {
            writer.WriteStringValue("NaN"u8);
        }
        else if (double.IsInfinity(value))
        {
            writer.WriteStringValue(value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
        else
        {
            Span<byte> text = stackalloc byte[PythonFloat.MaxLength];
            PythonFloat.TryFormat(value, text, out var length);
            writer.WriteRawValue(text.Slice(0, length), skipInputValidation: true);
        }
    }

    private static double FromText(string text)
    {
        // The words that Python's float() takes beside numbers are refused above all: a letter other than an exponent is none.
        foreach (var character in text)
        {
            if (character is not ((>= '0' and <= '9') or '+' or '-' or '.' or 'e' or 'E'))
            {
                throw new JsonException("A number was expected.");
            }
        }

        return PythonFloat.TryParse(Encoding.ASCII.GetBytes(text), out var value) && !double.IsInfinity(value)
            ? value
            : throw new JsonException("A number was expected.");
    }
}

/// <summary>Enumerations: a name or a number; a name is written.</summary>
internal sealed class WireEnumConverter : JsonConverter<WireEnum>
{
    public override WireEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new WireEnum(reader.GetString()!),
        JsonTokenType.Number when reader.TryGetInt32(out var number) => new WireEnum(number.ToString(CultureInfo.InvariantCulture)),
        _ => throw new JsonException("A name or number of an enumeration was expected."),
    };

    public override void Write(Utf8JsonWriter writer, WireEnum value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

using System.Globalization;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>A node of a small, immutable YAML tree.</summary>
internal abstract class YamlNode
{
    /// <summary>The line in the file, from 1; 0 for a node that was not read.</summary>
    internal int Line { get; init; }

    /// <summary>True for the scalars that mean "nothing": <c>~</c>, <c>null</c> and empty plain text.</summary>
    internal virtual bool IsNull => false;

    public static implicit operator YamlNode(string? text) => text is null ? YamlScalar.Null : YamlScalar.String(text);

    public static implicit operator YamlNode(long value) => YamlScalar.Integer(value);

    public static implicit operator YamlNode(bool value) => YamlScalar.Boolean(value);

    public static implicit operator YamlNode(double value) => YamlScalar.Float(value);
}

/// <summary>A scalar: its text, how it stood in the file, and what it is.</summary>
internal sealed class YamlScalar : YamlNode
{
    internal static readonly YamlScalar Null = new("null", YamlScalarStyle.Plain, YamlScalarType.Null);

    private static readonly YamlScalar True = new("true", YamlScalarStyle.Plain, YamlScalarType.Boolean);
    private static readonly YamlScalar False = new("false", YamlScalarStyle.Plain, YamlScalarType.Boolean);

    internal YamlScalar(string text, YamlScalarStyle style, YamlScalarType type)
    {
        Text = text;
        Style = style;
        Type = type;
    }

    /// <summary>
    /// The text without quotes and escapes. MLflow's string fields are read from it whatever the type, so that <c>run_id: 60e12345</c> or
    /// <c>run_name: 123</c> stay texts.
    /// </summary>
    internal string Text { get; }

    internal YamlScalarStyle Style { get; }

    internal YamlScalarType Type { get; }

    internal override bool IsNull => Type == YamlScalarType.Null;

    internal static YamlScalar String(string text) => new(text, YamlScalarStyle.Plain, YamlScalarType.String);

    internal static YamlScalar Integer(long value) =>
        new(value.ToString(CultureInfo.InvariantCulture), YamlScalarStyle.Plain, YamlScalarType.Integer);

    internal static YamlScalar Boolean(bool value) => value ? True : False;

    /// <summary>A float as PyYAML writes it: Python's <c>repr</c> with a point in front of the exponent, <c>.inf</c>, <c>.nan</c>.</summary>
    internal static YamlScalar Float(double value)
    {
        var text = PythonFloat.Format(value);
        var exponent = text.IndexOf('e');
        text = text switch
        {
            "nan" => ".nan",
            "inf" => ".inf",
            "-inf" => "-.inf",
            _ when exponent >= 0 && text.IndexOf('.') < 0 => text.Insert(exponent, ".0"),
            _ => text,
        };
        return new YamlScalar(text, YamlScalarStyle.Plain, YamlScalarType.Float);
    }

    /// <summary>The value of an integer, in any of its forms (<c>0x3</c>, <c>03</c>, <c>1_000</c>, <c>1:30</c>).</summary>
    internal bool TryGetInt64(out long value)
    {
        value = 0;
        return Type == YamlScalarType.Integer && YamlTypes.TryGetInt64(Text, out value);
    }

    /// <summary>The value of a float or an integer.</summary>
    internal bool TryGetDouble(out double value)
    {
        value = 0;
        if (Type == YamlScalarType.Integer && YamlTypes.TryGetInt64(Text, out var integer))
        {
            value = integer;
            return true;
        }

        return Type is YamlScalarType.Float or YamlScalarType.Integer && YamlTypes.TryGetDouble(Text, out value);
    }

    internal bool TryGetBoolean(out bool value)
    {
        value = false;
        return Type == YamlScalarType.Boolean && YamlTypes.TryGetBoolean(Text.AsSpan(), out value);
    }

    public override string ToString() => Text;
}

/// <summary>A sequence.</summary>
internal sealed class YamlSequence : YamlNode
{
    internal static readonly YamlSequence Empty = new([]);

    internal YamlSequence(IReadOnlyList<YamlNode> items) => Items = items;

    internal IReadOnlyList<YamlNode> Items { get; }
}

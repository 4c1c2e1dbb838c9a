using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlTrack.Internal.Text;

/// <summary>
/// Writes JSON piece by piece as Python's <c>json.dumps(value, indent=…, ensure_ascii=…)</c> does. The caller keeps the order and nesting right.
/// </summary>
/// <remarks>Not thread-safe. Doubles are written by Python's <c>repr</c>, the special ones as <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</remarks>
internal sealed class PythonJsonWriter
{
    private readonly StringBuilder _text = new();
    private readonly int? _indent;
    private readonly bool _ensureAscii;
    private int _depth;
    private bool _first = true;
    private bool _afterName;

    internal PythonJsonWriter(int? indent = null, bool ensureAscii = true)
    {
        _indent = indent;
        _ensureAscii = ensureAscii;
    }

    internal PythonJsonWriter StartObject() => Start('{');

    internal PythonJsonWriter EndObject() => End('}');

    internal PythonJsonWriter StartArray() => Start('[');

    internal PythonJsonWriter EndArray() => End(']');

    internal PythonJsonWriter Name(string name)
    {
        Separate();
        PythonJson.AppendQuoted(_text, name, _ensureAscii);
        _text.Append(": ");
        _afterName = true;
        return this;
    }

    internal PythonJsonWriter String(string? value)
    {
        if (value is null)
        {
            return Raw("null");
        }

        Separate();
        PythonJson.AppendQuoted(_text, value, _ensureAscii);
        return this;
    }

    internal PythonJsonWriter Number(long value) => Raw(value.ToString(CultureInfo.InvariantCulture));

    internal PythonJsonWriter Number(double value) => Raw(FormatFloat(value));

    internal PythonJsonWriter Bool(bool value) => Raw(value ? "true" : "false");

    internal PythonJsonWriter Null() => Raw("null");

    /// <summary>Writes what <c>json.dumps(json.loads(text))</c> would: numbers are read and written anew.</summary>
    internal PythonJsonWriter Element(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                StartObject();
                foreach (var property in element.EnumerateObject())
                {
                    Name(property.Name).Element(property.Value);
                }

                return EndObject();
            case JsonValueKind.Array:
                StartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Element(item);
                }

                return EndArray();
            case JsonValueKind.String:
                return String(element.GetString());
            case JsonValueKind.Number:
                return Raw(NormaliseNumber(element.GetRawText()));
            case JsonValueKind.True:
                return Bool(true);
            case JsonValueKind.False:
                return Bool(false);
            default:
                return Null();
        }
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    private static string NormaliseNumber(string raw)
    {
        if (raw.IndexOfAny(['.', 'e', 'E']) < 0)
        {
            return raw == "-0" ? "0" : raw;
        }

        PythonFloat.TryParse(Encoding.ASCII.GetBytes(raw), out var value);
        return FormatFloat(value);
    }

    private static string FormatFloat(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        return PythonFloat.Format(value);
    }

    private PythonJsonWriter Start(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _depth++;
        _first = true;
        return this;
    }

    private PythonJsonWriter End(char bracket)
    {
        _depth--;
        if (!_first)
        {
            BreakLine();
        }

        _text.Append(bracket);
        _first = false;
        return this;
    }

    private PythonJsonWriter Raw(string text)
    {
        Separate();
        _text.Append(text);
        return this;
    }

    private void Separate()
    {
        if (_afterName)
        {
            _afterName = false;
            return;
        }

        if (!_first)
        {
            // Python drops the blank behind the comma when it breaks lines.
            _text.Append(_indent is null ? ", " : ",");
        }

        if (_depth > 0)
        {
            BreakLine();
        }

        _first = false;
    }

    private void BreakLine()
    {
        if (_indent is { } width)
        {
            _text.Append('\n').Append(' ', width * _depth);
        }
    }
}

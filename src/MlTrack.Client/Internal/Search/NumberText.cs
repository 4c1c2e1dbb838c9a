using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Search;

/// <summary>Numbers of filters and of params, read as Python reads them.</summary>
internal static class NumberText
{
    private const int StackLimit = 256;

    /// <summary>Python's <c>float(text)</c>.</summary>
    public static bool TryParse(string text, out double value)
    {
        Span<byte> buffer = text.Length * 3 <= StackLimit ? stackalloc byte[StackLimit] : new byte[text.Length * 3];
        return PythonFloat.TryParse(buffer.Slice(0, Encode(text, buffer)), out value);
    }

    /// <summary>A number that the tokenizer has found.</summary>
    public static FilterNumber Parse(string text, bool isInteger)
    {
        Span<byte> buffer = text.Length * 3 <= StackLimit ? stackalloc byte[StackLimit] : new byte[text.Length * 3];
        var utf8 = buffer.Slice(0, Encode(text, buffer));
        if (!PythonFloat.TryParse(utf8, out var value))
        {
            throw SearchErrors.MetricNeedsNumber(text);
        }

        return new FilterNumber(value, isInteger && PythonInt.TryParse(utf8, out var integer) ? integer : null);
    }

    /// <summary>Python's <c>int(text)</c>.</summary>
    public static PythonIntStatus TryParseInteger(string text, out long value) => PythonInt.Parse(Encoding.UTF8.GetBytes(text), out value);

    private static int Encode(string text, Span<byte> buffer)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 0x7F)
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                bytes.AsSpan().CopyTo(buffer);
                return bytes.Length;
            }

            buffer[i] = (byte)text[i];
        }

        return text.Length;
    }
}

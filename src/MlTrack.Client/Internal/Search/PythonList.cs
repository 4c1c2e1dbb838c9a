using System.Globalization;
using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Search;

/// <summary>
/// Reads the list behind <c>IN</c>. MLflow gives it to Python as an expression, so here (and only here) escapes are undone,
/// neighbouring texts are joined and nested parentheses are allowed.
/// </summary>
internal sealed class PythonList
{
    private const int MaxDepth = 100;

    private readonly string _text;
    private int _at;

    private PythonList(string text) => _text = text;

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list with its parentheses.</param>
    /// <returns>The texts in it, at least one.</returns>
    /// <exception cref="MlTrackException">It is no list, it is empty, or it holds something else than texts.</exception>
    public static IReadOnlyList<string> Read(string text)
    {
        var reader = new PythonList(text);
        reader.SkipBlanks();
        var item = reader.ReadItem(0);
        reader.SkipBlanks();
        if (reader._at < text.Length)
        {
            throw SearchErrors.IllFormedList();
        }

        var items = item.Items ?? [item];
        if (items.Count == 0)
        {
            throw SearchErrors.EmptyList();
        }

        return items.TrueForAll(i => i.Text is not null)
            ? items.ConvertAll(i => i.Text!)
            : throw SearchErrors.WrongTypeInList(new Item(null, items, null).Describe());
    }

    /// <summary>Writes a list so that neither Python nor the tokenizer can see an end of a text where there is none.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="builder">Where it goes.</param>
    public static void Write(IReadOnlyList<string> values, StringBuilder builder)
    {
        builder.Append('(');
        for (var i = 0; i < values.Count; i++)
        {
            builder.Append(i == 0 ? "'" : ", '");
            foreach (var c in values[i])
            {
                _ = c is '\'' or '\\' or < ' ' ? builder.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)) : builder.Append(c);
            }

            builder.Append('\'');
        }

        builder.Append(')');
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (Current == '#')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (Current is ' ' or '\t' or '\f' or '\r' or '\n')
            {
                _at++;
            }
            else if (Current == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '\n')
            {
                _at += 2;
            }
            else
            {
                return;
            }
        }
    }

    private Item ReadItem(int depth)
    {
        if (Current == '(')
        {
            return ReadTuple(depth + 1);
        }

        return TryQuote(out var raw) ? ReadTexts(raw) : ReadOther();
    }

    private Item ReadTuple(int depth)
    {
        if (depth > MaxDepth)
        {
            throw SearchErrors.IllFormedList();
        }

        _at++;
        var items = new List<Item>();
        var comma = false;
        for (SkipBlanks(); Current != ')'; SkipBlanks())
        {
            if (items.Count > 0 && !comma)
            {
                throw SearchErrors.IllFormedList();
            }

            items.Add(ReadItem(depth));
            SkipBlanks();
            comma = Current == ',';
            _at += comma ? 1 : 0;
        }

        _at++;
        return items.Count == 1 && !comma ? items[0] : new Item(null, items, null);
    }

    private Item ReadTexts(bool raw)
    {
        var builder = new StringBuilder();
        do
        {
            ReadText(raw, builder);
            SkipBlanks();
        }
        while (TryQuote(out raw));
        return new Item(builder.ToString(), null, null);
    }

    /// <summary>Goes to the quote of a text, over its prefix.</summary>
    private bool TryQuote(out bool raw)
    {
        raw = Current is 'r' or 'R';
        var quote = raw || Current is 'u' or 'U' ? _at + 1 : _at;
        if (quote < _text.Length && _text[quote] is '\'' or '"')
        {
            _at = quote;
            return true;
        }

        return false;
    }

    private void ReadText(bool raw, StringBuilder builder)
    {
        var quote = Current;
        var triple = string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0;
        for (_at += triple ? 3 : 1; _at < _text.Length; _at++)
        {
            if (Current == quote && (!triple || string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0))
            {
                _at += triple ? 3 : 1;
                return;
            }

            if (Current is '\n' or '\r' && !triple)
            {
                break;
            }

            if (Current != '\\')
            {
                builder.Append(Current);
            }
            else if (raw)
            {
                builder.Append(Current).Append(++_at < _text.Length ? Current : '\0');
            }
            else
            {
                ReadEscape(builder);
            }
        }

        throw SearchErrors.IllFormedList();
    }

    private void ReadEscape(StringBuilder builder)
    {
        _at++;
        const string Names = "abfnrtv\\'\"";
        const string Meanings = "\a\b\f\n\r\t\v\\'\"";
        var c = Current;
        if (Names.IndexOf(c) is >= 0 and var known)
        {
            builder.Append(Meanings[known]);
        }
        else if (c is >= '0' and <= '7')
        {
            var value = 0;
            var digits = 0;
            for (; digits < 3 && Current is >= '0' and <= '7'; digits++, _at++)
            {
                value = (value * 8) + (Current - '0');
            }

            _at--;
            builder.Append((char)value);
        }
        else if (c is 'x' or 'u' or 'U')
        {
            ReadHex(c == 'x' ? 2 : c == 'u' ? 4 : 8, builder);
        }
        else if (c == 'N')
        {
            // Names of characters would need Unicode's list of names.
            throw SearchErrors.IllFormedList();
        }
        else if (c != '\n')
        {
            builder.Append('\\').Append(c);
        }
    }

    private void ReadHex(int digits, StringBuilder builder)
    {
        if (_at + digits >= _text.Length
            || !int.TryParse(_text.Substring(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > 0x10FFFF)
        {
            throw SearchErrors.IllFormedList();
        }

        _at += digits;
        _ = value <= 0xFFFF ? builder.Append((char)value) : builder.Append(char.ConvertFromUtf32(value));
    }

    /// <summary>Numbers and the three words of Python: known so that the message can show them.</summary>
    private Item ReadOther()
    {
        var start = _at;
        while (_at < _text.Length && (PythonChars.WordLength(_text, _at) > 0 || Current is '.' or '-' or '+'))
        {
            _at++;
        }

        var word = _text.Substring(start, _at - start);
        if (word is "None" or "True" or "False")
        {
            return new Item(null, null, word);
        }

        if (NumberText.TryParseInteger(word, out var integer) == PythonIntStatus.Ok)
        {
            return new Item(null, null, integer.ToString(CultureInfo.InvariantCulture));
        }

        return word.Length > 0 && word[0] is not ('n' or 'N' or 'i' or 'I') && NumberText.TryParse(word, out var number)
            ? new Item(null, null, PythonFloat.Format(number))
            : throw SearchErrors.IllFormedList();
    }

    private sealed record Item(string? Text, List<Item>? Items, string? Other)
    {
        public string Describe() => Items is null
            ? Other ?? PythonRepr.Quote(Text)
            : "(" + string.Join(", ", Items.ConvertAll(i => i.Describe())) + (Items.Count == 1 ? ",)" : ")");
    }
}

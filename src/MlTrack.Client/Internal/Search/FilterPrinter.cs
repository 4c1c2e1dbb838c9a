using System.Globalization;
using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Search;

/// <summary>
/// Writes a filter as text. MLflow's language undoes no escapes, so a text is put into the kind of quotes that it does not hold;
/// where that cannot work, nothing is written and an error tells. What is written reads back as the same tree.
/// </summary>
internal static class FilterPrinter
{
    private static readonly HashSet<string> WordsToQuote = new(StringComparer.OrdinalIgnoreCase) { "in", "from", "as", "case", "using", "values" };

    /// <summary>Writes a filter.</summary>
    /// <exception cref="MlTrackException">A key or text cannot be written in this language.</exception>
    public static string Print(FilterExpression expression)
    {
        var builder = new StringBuilder();
        Append(builder, expression, inner: false);
        return builder.ToString();
    }

    /// <summary>True when a text can stand in quotes: it must not hold both kinds, nor end in a backslash, which would hide the closing quote.</summary>
    public static bool CanQuote(string text) => (text.IndexOf('\'') < 0 || text.IndexOf('"') < 0) && !(text.Length > 0 && text[text.Length - 1] == '\\');

    private static void Append(StringBuilder builder, FilterExpression expression, bool inner)
    {
        switch (expression)
        {
            case FilterExpression.Clause clause:
                AppendClause(builder, clause);
                break;
            case FilterExpression.Not not:
                builder.Append("NOT ");
                Append(builder, not.Part, inner: true);
                break;
            case FilterExpression.All all:
                AppendParts(builder, all.Parts, " AND ", inner);
                break;
            case FilterExpression.Any any:
                AppendParts(builder, any.Parts, " OR ", inner);
                break;
        }
    }

    private static void AppendParts(StringBuilder builder, IReadOnlyList<FilterExpression> parts, string separator, bool inner)
    {
        builder.Append(inner ? "(" : "");
        for (var i = 0; i < parts.Count; i++)
        {
            builder.Append(i == 0 ? "" : separator);
            Append(builder, parts[i], inner: true);
        }

        builder.Append(inner ? ")" : "");
    }

    private static void AppendClause(StringBuilder builder, FilterExpression.Clause clause)
    {
        AppendField(builder, clause.Field);
        builder.Append(' ').Append(clause.Comparator);
        switch (clause.Value)
        {
            case FilterValue.Number number:
                builder.Append(' ').Append(Number(number.Value));
                break;
            case FilterValue.Text text:
                builder.Append(' ');
                AppendText(builder, text.Value);
                break;
            case FilterValue.List list:
                builder.Append(' ');
                PythonList.Write(list.Values, builder);
                break;
        }
    }

    private static void AppendField(StringBuilder builder, FilterField field)
    {
        var function = field.Function switch
        {
            FieldFunction.Min => "min(",
            FieldFunction.Max => "max(",
            FieldFunction.Best => "best(",
            FieldFunction.First => "first(",
            FieldFunction.Last => "last(",
            _ => "",
        };
        builder.Append(function);
        builder.Append(field.Kind switch
        {
            FieldKind.Metric => "metrics.",
            FieldKind.Param => "params.",
            FieldKind.Tag => "tags.",
            FieldKind.Dataset => "datasets.",
            _ => IsPlain(field.Key) ? "" : "attribute.",
        });
        AppendKey(builder, field.Key);
        builder.Append(function.Length > 0 ? ")" : "");
    }

    private static void AppendKey(StringBuilder builder, string key)
    {
        if (IsPlain(key))
        {
            builder.Append(key);
        }
        else if (key.IndexOf('`') < 0)
        {
            builder.Append('`').Append(key).Append('`');
        }
        else if (key.IndexOf('"') < 0 && key.IndexOf('\\') < 0)
        {
            // Back quotes around the key would be taken off as well, so such a key gets a pair to lose.
            var guard = EntityGrammar.IsQuoted(key, '`') ? "`" : "";
            builder.Append('"').Append(guard).Append(key).Append(guard).Append('"');
        }
        else
        {
            throw SearchErrors.Invalid($"The key '{key}' cannot be written in a filter: it holds back quotes together with double quotes or backslashes.");
        }
    }

    private static void AppendText(StringBuilder builder, string text)
    {
        if (!CanQuote(text))
        {
            throw SearchErrors.Invalid(
                $"The text '{text}' cannot be written in a filter here: it holds both kinds of quotes or ends in a backslash. Use IN, or LIKE with _ for those characters.");
        }

        var quote = text.IndexOf('\'') < 0 ? '\'' : '"';
        builder.Append(quote).Append(text).Append(quote);
    }

    private static string Number(FilterNumber number)
    {
        if (number.Integer is { } integer)
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        return number.Value switch
        {
            double.PositiveInfinity => "1e400",
            double.NegativeInfinity => "-1e400",
            double.NaN => throw SearchErrors.Invalid("NaN cannot be written in a filter: no value compares with it."),
            _ => PythonFloat.Format(number.Value).Replace("+", ""),
        };
    }

    private static bool IsPlain(string key)
    {
        var start = 0;
        for (var i = 0; i <= key.Length; i++)
        {
            if (i == key.Length || key[i] == '.')
            {
                if (i == start || key[start] is >= '0' and <= '9' || WordsToQuote.Contains(key.Substring(start, i - start)))
                {
                    return false;
                }

                start = i + 1;
            }
            else if (key[i] is not (>= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}

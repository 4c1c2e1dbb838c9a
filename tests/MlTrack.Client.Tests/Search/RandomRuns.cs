using System.Globalization;
using MlTrack.Internal.Search;

namespace MlTrack.Tests.Search;

/// <summary>Runs, filters and orders drawn from few values, so that they meet often.</summary>
internal sealed class RandomRuns(int seed)
{
    private static readonly string[] Keys = ["a", "b", "a b", "in", "q`r"];
    private static readonly string[] Texts = ["", "x", "X", "xy", "1", "0.1", "1e-1", "10", "it's", "a\nb", "\uFFFD", "😀", "say \"it's\"", "C:\\"];
    private static readonly double[] Numbers = [0, -0.0, 0.1, 1, 10, -3, double.NaN, double.PositiveInfinity, 1e-7];
    private readonly Random _random = new(seed);

    public RunRecord Run(int index) => new()
    {
        Info = new RunInfo
        {
            RunId = index.ToString("x32", CultureInfo.InvariantCulture),
            ExperimentId = _random.Next(3) == 0 ? "2" : "1",
            RunName = Pick(Texts),
            UserId = Pick(Texts),
            Status = (RunStatus)_random.Next(1, 6),
            StartTime = Time(),
            EndTime = _random.Next(3) == 0 ? null : Time(),
            LifecycleStage = _random.Next(6) == 0 ? LifecycleStage.Deleted : LifecycleStage.Active,
        },
        Data = new RunData
        {
            Metrics = Some().ToDictionary(k => k, k => new Metric { Key = k, Value = Pick(Numbers), TimestampMilliseconds = 1 }),
            Params = Some().ToDictionary(k => k, _ => Pick(Texts)),
            Tags = Some().ToDictionary(k => k, _ => Pick(Texts)),
        },
        Inputs = new RunInputs
        {
            Datasets = Enumerable.Range(0, _random.Next(3)).Select(_ => new DatasetInput
            {
                Dataset = new Dataset { Name = Pick(Texts), Digest = Pick(Texts) },
                Tags = _random.Next(2) == 0 ? new Dictionary<string, string> { [DatasetInput.ContextTag] = Pick(Texts) } : [],
            }).ToList(),
        },
    };

    public FilterExpression Filter(int depth)
    {
        switch (depth == 0 ? 0 : _random.Next(6))
        {
            case 1:
                return FilterExpression.AllOf(Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Filter(depth - 1)).ToList());
            case 2:
                return FilterExpression.AnyOf(Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Filter(depth - 1)).ToList());
            case 3:
                return new FilterExpression.Not(Filter(depth - 1));
            default:
                return Clause();
        }
    }

    public (string Text, FilterField Field, bool Ascending) Order()
    {
        var ascending = _random.Next(2) == 0;
        var field = Pick<FilterField>(
        [
            new(FieldKind.Metric, Pick(Keys[..4])), new(FieldKind.Param, Pick(Keys[..4])), new(FieldKind.Tag, Pick(Keys[..4])),
            new(FieldKind.Attribute, "run_name", EntityAttribute.RunName), new(FieldKind.Attribute, "end_time", EntityAttribute.EndTime),
            new(FieldKind.Attribute, "status", EntityAttribute.Status),
        ]);
        var name = field.Kind switch { FieldKind.Metric => "metrics.`", FieldKind.Param => "params.`", FieldKind.Tag => "tags.`", _ => "attribute.`" } + field.Key + "`";
        return (name + (ascending ? Pick<string>(["", " ASC", " asc"]) : " DESC"), field, ascending);
    }

    private FilterExpression.Clause Clause()
    {
        var key = Pick(Keys);
        return _random.Next(9) switch
        {
            0 => Number(new FilterField(FieldKind.Metric, key)),
            1 => Number(new FilterField(FieldKind.Param, key, Function: FieldFunction.Number)),
            2 => Number(new FilterField(FieldKind.Attribute, "end_time", EntityAttribute.EndTime)),
            3 => Number(new FilterField(FieldKind.Attribute, "duration", EntityAttribute.Duration)),
            4 => Text(new FilterField(FieldKind.Param, key)),
            5 => Text(new FilterField(FieldKind.Tag, key)),
            6 => Text(new FilterField(FieldKind.Attribute, "run_name", EntityAttribute.RunName)),
            7 => Text(new FilterField(FieldKind.Dataset, Pick<string>(["name", "digest", "context"]))),
            _ => new FilterExpression.Clause(
                new FilterField(_random.Next(2) == 0 ? FieldKind.Tag : FieldKind.Param, key), Pick<string>(["IS NULL", "IS NOT NULL"]), FilterValue.Nothing.Instance),
        };
    }

    private FilterExpression.Clause Number(FilterField field)
    {
        var value = Pick(Numbers.Where(n => !double.IsNaN(n)).ToArray());
        var whole = _random.Next(2) == 0 ? (long)_random.Next(-2, 12) : (long?)null;
        return new FilterExpression.Clause(
            field, Pick<string>(["=", "!=", "<", "<=", ">", ">="]), new FilterValue.Number(whole is { } w ? new FilterNumber(w, w) : new FilterNumber(value)));
    }

    private FilterExpression.Clause Text(FilterField field) => _random.Next(3) switch
    {
        0 => new FilterExpression.Clause(field, Pick<string>(["IN", "NOT IN"]), new FilterValue.List(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(Texts)).ToList())),
        1 => new FilterExpression.Clause(field, Pick<string>(["LIKE", "ILIKE"]), new FilterValue.Text(Pick<string>(["%", "x%", "_", "%Y", "", "%'%", "a_b"]))),
        _ => new FilterExpression.Clause(field, Pick<string>(["=", "!="]), new FilterValue.Text(Pick(Texts.Where(FilterPrinter.CanQuote).ToArray()))),
    };

    private DateTimeOffset Time() => DateTimeOffset.FromUnixTimeMilliseconds(_random.Next(0, 12));

    private IEnumerable<string> Some() => Keys.Where(_ => _random.Next(2) == 0).ToList();

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

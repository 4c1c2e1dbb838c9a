using MlTrack.Search;

namespace MlTrack.Internal.Search;

/// <summary>Turns a filter into a predicate and notes what that will ask for.</summary>
internal static class FilterCompiler
{
    private const string PromptTag = "mlflow.prompt.is_prompt";

    /// <summary>Compiles a filter whose comparators were checked.</summary>
    public static FilterPredicate Compile(FilterExpression expression, EntityKind kind, SearchNeeds needs) => expression switch
    {
        FilterExpression.All { Parts.Count: 0 } => FilterPredicate.Always,
        FilterExpression.All all => new AllPredicate(CompileEach(all.Parts, kind, needs)),
        FilterExpression.Any any => new AnyPredicate(CompileEach(any.Parts, kind, needs)),
        FilterExpression.Not not => new NotPredicate(Compile(not.Part, kind, needs)),
        FilterExpression.Clause clause => Compile(clause, kind, needs),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "This kind of expression is unknown."),
    };

    private static FilterPredicate[] CompileEach(IReadOnlyList<FilterExpression> parts, EntityKind kind, SearchNeeds needs)
    {
        var result = new FilterPredicate[parts.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Compile(parts[i], kind, needs);
        }

        return result;
    }

    private static FilterPredicate Compile(FilterExpression.Clause clause, EntityKind kind, SearchNeeds needs)
    {
        // A logged model's "dataset.name" is its own name.
        var field = kind == EntityKind.LoggedModel && clause.Field.Kind == FieldKind.Dataset
            ? new FilterField(FieldKind.Attribute, clause.Field.Key, clause.Field.Attribute)
            : clause.Field;
        var slot = needs.Add(field);
        switch (clause.Value)
        {
            case FilterValue.Nothing:
                return new PresencePredicate(field.Kind, slot, clause.Comparator == Comparators.IsNotNull);
            case FilterValue.Number number:
                var numberTest = new NumberTest(clause.Comparator, number.Value);
                return field.Kind switch
                {
                    FieldKind.Metric when field.NeedsHistory => new HistoryPredicate(slot, field.Function, IsHigherBetter(field), numberTest),
                    FieldKind.Metric => new MetricPredicate(slot, numberTest),
                    FieldKind.Param => new ParamNumberPredicate(slot, numberTest),
                    

                    // In Python "no time" is unequal to any number: an experiment of an old version, which has none, fits "!=".
                    _ => new NumberPredicate(field.Attribute, numberTest, kind == EntityKind.Experiment && clause.Comparator == Comparators.NotEqual),
                };
            default:
                var textTest = TextTest.Create(clause.Comparator, clause.Value);
                return field.Kind switch
                {
                    FieldKind.Param => new ParamPredicate(slot, textTest),
                    FieldKind.Tag => new TagPredicate(slot, textTest, WhenAbsent(clause, kind)),
                    FieldKind.Dataset => new DatasetPredicate(field.Key switch { "name" => DatasetPart.Name, "digest" => DatasetPart.Digest, _ => DatasetPart.Context }, textTest),
                    _ => new AttributePredicate(field.Attribute, textTest),
                };
        }
    }

    /// <summary>True when a greater value of the metric is the better one.</summary>
    public static bool IsHigherBetter(FilterField field) => MetricDirections.Guess(field.Key) == MetricDirection.HigherIsBetter;

    // In the registry, a missing prompt tag counts as "false" in the two forms that mean "no prompt", and in no other.
    private static string? WhenAbsent(FilterExpression.Clause clause, EntityKind kind) =>
        kind is EntityKind.RegisteredModel or EntityKind.ModelVersion && clause.Field.Key == PromptTag && clause.Value is FilterValue.Text text
        && (clause.Comparator, text.Value) is (Comparators.Equal, "false") or (Comparators.NotEqual, "true")
            ? "false"
            : null;
}

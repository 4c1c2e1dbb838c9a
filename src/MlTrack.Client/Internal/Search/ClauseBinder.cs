namespace MlTrack.Internal.Search;

/// <summary>
/// Gives a clause its meaning: which field, which kind of value. Follows MLflow's checks and their order; under the extended dialect
/// what MLflow refuses here and we can do is taken.
/// </summary>
internal sealed class ClauseBinder
{
    private readonly EntityGrammar _grammar;
    private readonly bool _extended;

    /// <param name="grammar">Whose filter it is.</param>
    /// <param name="extended">True to take what only we can do.</param>
    public ClauseBinder(EntityGrammar grammar, bool extended)
    {
        _grammar = grammar;
        _extended = extended;
    }

    /// <summary>Binds a clause.</summary>
    /// <exception cref="MlTrackException">MLflow refuses it, and so do we.</exception>
    public FilterExpression.Clause Bind(RawClause clause) => Bind(clause, _grammar.Resolve(clause.Left, forOrder: false, _extended));

    /// <summary>Binds a clause whose left side is known already.</summary>
    public FilterExpression.Clause Bind(RawClause clause, FilterField field)
    {
        if (clause.Form == ValueForm.None)
        {
            CheckNullTest(field);
            return new FilterExpression.Clause(field, clause.Comparator, FilterValue.Nothing.Instance);
        }

        return field.Kind switch
        {
            FieldKind.Metric => new FilterExpression.Clause(field, clause.Comparator, MetricValue(clause)),
            FieldKind.Param or FieldKind.Tag => BindText(clause, field),
            FieldKind.Dataset => new FilterExpression.Clause(field, clause.Comparator, DatasetValue(clause)),
            _ => BindAttribute(clause, field),
        };
    }

    private void CheckNullTest(FilterField field)
    {
        if (_grammar.IsRegistry)
        {
            throw SearchErrors.NoNullTestInRegistry(field.Key);
        }

        if (field.Kind == FieldKind.Tag || (field.Kind == FieldKind.Param && field.Function == FieldFunction.None))
        {
            return;
        }

        throw _grammar.HasData
            ? SearchErrors.NoNullTest(field.Kind switch { FieldKind.Metric => "metric", FieldKind.Dataset => "dataset", FieldKind.Param => "parameter", _ => "attribute" }, field.Key)
            : SearchErrors.NoNullTestForAttribute(field.Key);
    }

    private static FilterValue MetricValue(RawClause clause) =>
        clause.Form is ValueForm.Integer or ValueForm.Float ? Number(clause) : throw SearchErrors.MetricNeedsNumber(clause.Value);

    private FilterExpression.Clause BindText(RawClause clause, FilterField field)
    {
        if (clause.Form is ValueForm.String or ValueForm.Identifier && field.Function == FieldFunction.None)
        {
            return new FilterExpression.Clause(field, clause.Comparator, Text(clause));
        }

        if (_extended && _grammar.HasData && field.Kind == FieldKind.Param && clause.Form is ValueForm.Integer or ValueForm.Float && Comparators.IsNumeric(clause.Comparator))
        {
            return new FilterExpression.Clause(field with { Function = FieldFunction.Number }, clause.Comparator, Number(clause));
        }

        if (_extended && clause.Form == ValueForm.Parenthesis && clause.Comparator is Comparators.In or Comparators.NotIn && field.Function == FieldFunction.None)
        {
            return new FilterExpression.Clause(field, clause.Comparator, new FilterValue.List(PythonList.Read(clause.Value)));
        }

        throw SearchErrors.NeedsText(field.Kind == FieldKind.Tag ? "tag" : "parameter", clause.Value);
    }

    private static FilterValue DatasetValue(RawClause clause) => clause.Form switch
    {
        ValueForm.String or ValueForm.Identifier => Text(clause),
        ValueForm.Parenthesis => new FilterValue.List(PythonList.Read(clause.Value)),
        _ => throw SearchErrors.DatasetNeedsText(clause.Value),
    };

    private FilterExpression.Clause BindAttribute(RawClause clause, FilterField field)
    {
        if (_grammar.Kind == EntityKind.ModelVersion)
        {
            return new FilterExpression.Clause(field, clause.Comparator, VersionValue(clause, field));
        }

        if (field.Attribute.IsNumeric())
        {
            return clause.Form is ValueForm.Integer or ValueForm.Float
                ? new FilterExpression.Clause(field, clause.Comparator, Number(clause))
                : throw SearchErrors.AttributeNeedsNumber(field.Key, clause.Value);
        }

        switch (clause.Form)
        {
            case ValueForm.String or ValueForm.Identifier:
                return new FilterExpression.Clause(field, clause.Comparator, Text(clause));
            case ValueForm.Parenthesis:
                CheckListAllowed(clause, field);
                return new FilterExpression.Clause(field, clause.Comparator, new FilterValue.List(PythonList.Read(clause.Value)));
            default:
                throw SearchErrors.AttributeNeedsText(clause.Value, orList: _grammar.IsRegistry);
        }
    }

    private FilterValue VersionValue(RawClause clause, FilterField field)
    {
        switch (clause.Form)
        {
            case ValueForm.String or ValueForm.Identifier:
                var text = Text(clause);

                // MLflow turns the text into a number when it compares, so a wrong comparator is found first.
                return field.Attribute == EntityAttribute.VersionNumber && Comparators.IsNumeric(clause.Comparator)
                    ? VersionNumber(text.Value)
                    : text;
            case ValueForm.Parenthesis:
                CheckListAllowed(clause, field);
                return new FilterValue.List(PythonList.Read(clause.Value));
            case ValueForm.Integer or ValueForm.Float:
                if (field.Attribute != EntityAttribute.VersionNumber)
                {
                    throw SearchErrors.OnlyVersionNumberIsNumeric();
                }

                // MLflow cuts a fraction off before it compares, even for "> 2.5".
                var number = NumberText.Parse(clause.Value, clause.Form == ValueForm.Integer);
                return new FilterValue.Number(number.Integer is null ? new FilterNumber(Math.Truncate(number.Value)) : number);
            default:
                throw SearchErrors.AttributeNeedsText(clause.Value, orList: true);
        }
    }

    private static FilterValue VersionNumber(string text) => NumberText.TryParseInteger(text, out var value) switch
    {
        Internal.Text.PythonIntStatus.Ok => new FilterValue.Number(new FilterNumber(value, value)),
        Internal.Text.PythonIntStatus.OutOfRange when NumberText.TryParse(text, out var large) => new FilterValue.Number(new FilterNumber(large)),
        _ => throw SearchErrors.VersionNumberExpected(text),
    };

    /// <summary>True when MLflow compares the attribute with a list.</summary>
    public static bool AllowsList(EntityKind kind, EntityAttribute attribute) => kind switch
    {
        EntityKind.Run => attribute == EntityAttribute.RunId,
        EntityKind.Experiment => attribute == EntityAttribute.ExperimentId,
        EntityKind.RegisteredModel => attribute == EntityAttribute.Name,
        EntityKind.ModelVersion => attribute is EntityAttribute.Name or EntityAttribute.RunId,
        _ => true,
    };

    private void CheckListAllowed(RawClause clause, FilterField field)
    {
        var allowed = AllowsList(_grammar.Kind, field.Attribute);
        if (!allowed && _extended && !field.Attribute.IsNumeric() && clause.Comparator is Comparators.In or Comparators.NotIn)
        {
            return;
        }

        if (!allowed)
        {
            throw SearchErrors.NoList(_grammar.ListKeys);
        }
    }

    private static FilterValue.Number Number(RawClause clause) => new(NumberText.Parse(clause.Value, clause.Form == ValueForm.Integer));

    private static FilterValue.Text Text(RawClause clause)
    {
        var value = clause.Value;
        return EntityGrammar.IsQuoted(value, '\'') || EntityGrammar.IsQuoted(value, '"')
            ? new FilterValue.Text(value.Substring(1, value.Length - 2))
            : throw SearchErrors.NotQuoted(value);
    }
}

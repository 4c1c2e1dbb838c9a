namespace MlTrack.Internal.Search;

/// <summary>What a filter or an order over one kind of entity may name, and how MLflow words its refusals there.</summary>
internal sealed class EntityGrammar
{
    private const string RunKeys =
        "'Created', 'Run Name', 'Run name', 'artifact_uri', 'created', 'end_time', 'run name', 'run_id', 'run_name', 'start_time', 'status', 'user_id'";

    private const string RunOrderKeys = "'Created', 'artifact_uri', 'created', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'";

    private const string ModelKeys =
        "'creation_time', 'creation_timestamp', 'last_updated_time', 'last_updated_timestamp', 'model_id', 'model_type', 'name', 'source_run_id', 'status'";

    private EntityGrammar(EntityKind kind) => Kind = kind;

    /// <summary>Of runs.</summary>
    public static EntityGrammar Runs { get; } = new(EntityKind.Run) { FilterKeys = RunKeys, OrderKeys = RunOrderKeys, ListKeys = "'run_id'", QuotesInvalidClauses = true };

    /// <summary>Of logged models.</summary>
    public static EntityGrammar LoggedModels { get; } = new(EntityKind.LoggedModel) { FilterKeys = ModelKeys, OrderKeys = ModelKeys, ListKeys = "", QuotesInvalidClauses = true };

    /// <summary>Of experiments.</summary>
    public static EntityGrammar Experiments { get; } = new(EntityKind.Experiment)
    {
        FilterKeys = "'creation_time', 'experiment_id', 'last_update_time', 'name'",
        OrderKeys = "'creation_time', 'experiment_id', 'last_update_time', 'name'",
        ListKeys = "'experiment_id'",
    };

    /// <summary>Of registered models.</summary>
    public static EntityGrammar RegisteredModels { get; } = new(EntityKind.RegisteredModel)
    {
        FilterKeys = "'name'",
        OrderKeys = "'creation_timestamp', 'last_updated_timestamp', 'name'",
        ListKeys = "'name'",
    };

    /// <summary>Of model versions.</summary>
    public static EntityGrammar ModelVersions { get; } = new(EntityKind.ModelVersion)
    {
        FilterKeys = "'name', 'run_id', 'source_path', 'version_number'",
        OrderKeys = "'creation_timestamp', 'last_updated_timestamp', 'name', 'version_number'",
        ListKeys = "'name', 'run_id'",
    };

    public EntityKind Kind { get; }

    /// <summary>The attributes that a filter may name, as MLflow prints them.</summary>
    public string FilterKeys { get; private set; } = "";

    /// <summary>The attributes that an order may name, as MLflow prints them.</summary>
    public string OrderKeys { get; private set; } = "";

    /// <summary>The attributes that can be compared with a list, as MLflow prints them.</summary>
    public string ListKeys { get; private set; } = "";

    /// <summary>True where the pieces of a refused filter are shown in quotes.</summary>
    public bool QuotesInvalidClauses { get; private set; }

    /// <summary>True for runs and logged models, which have metrics and params.</summary>
    public bool HasData => Kind is EntityKind.Run or EntityKind.LoggedModel;

    /// <summary>True for registered models and model versions.</summary>
    public bool IsRegistry => Kind is EntityKind.RegisteredModel or EntityKind.ModelVersion;

    /// <summary>Takes a left side apart.</summary>
    /// <param name="left">The left side as written.</param>
    /// <param name="forOrder">True for an item of <c>order_by</c>.</param>
    /// <param name="extended">True to allow the attributes that MLflow lacks.</param>
    /// <returns>What it names.</returns>
    /// <exception cref="MlTrackException">There is nothing of that name.</exception>
    public FilterField Resolve(string left, bool forOrder, bool extended)
    {
        var dot = left.IndexOf('.');
        var kind = dot < 0 ? FieldKind.Attribute : ResolvePrefix(left.Substring(0, dot));
        var written = dot < 0 ? left : left.Substring(dot + 1);
        var key = Unquote(written);
        return kind switch
        {
            // A filter over the registry compares the name with its quotes, and so refuses them.
            FieldKind.Attribute => ResolveAttribute(IsRegistry && !forOrder ? written : key, forOrder, extended),
            FieldKind.Dataset when key is not ("name" or "digest" or "context") => throw SearchErrors.UnknownDatasetKey(key),
            FieldKind.Dataset when Kind == EntityKind.LoggedModel && !forOrder => ResolveModelDataset(key),
            _ => new FilterField(kind, key),
        };
    }

    /// <summary>The attribute of that name, or <see cref="EntityAttribute.None"/>.</summary>
    public EntityAttribute FindAttribute(string key, bool forOrder) => Kind switch
    {
        EntityKind.Run => key switch
        {
            "run_id" => EntityAttribute.RunId,
            "run_name" => EntityAttribute.RunName,
            "run name" or "Run name" or "Run Name" when !forOrder => EntityAttribute.RunName,
            "status" => EntityAttribute.Status,
            "user_id" => EntityAttribute.UserId,
            "artifact_uri" => EntityAttribute.ArtifactUri,
            "start_time" or "created" or "Created" => EntityAttribute.StartTime,
            "end_time" => EntityAttribute.EndTime,
            _ => EntityAttribute.None,
        },
        EntityKind.LoggedModel => key switch
        {
            "name" => EntityAttribute.Name,
            "model_id" => EntityAttribute.ModelId,
            "model_type" => EntityAttribute.ModelType,
            "status" => EntityAttribute.Status,
            "source_run_id" => EntityAttribute.SourceRunId,
            "creation_timestamp" or "creation_time" => EntityAttribute.CreationTime,
            "last_updated_timestamp" or "last_updated_time" => EntityAttribute.LastUpdateTime,
            _ => EntityAttribute.None,
        },
        EntityKind.Experiment => key switch
        {
            "name" => EntityAttribute.Name,
            "experiment_id" => EntityAttribute.ExperimentId,
            "creation_time" => EntityAttribute.CreationTime,
            "last_update_time" => EntityAttribute.LastUpdateTime,
            _ => EntityAttribute.None,
        },
        _ => key switch
        {
            "name" => EntityAttribute.Name,
            "run_id" when Kind == EntityKind.ModelVersion && !forOrder => EntityAttribute.RunId,
            "source_path" when Kind == EntityKind.ModelVersion && !forOrder => EntityAttribute.SourcePath,
            "version_number" when Kind == EntityKind.ModelVersion => EntityAttribute.VersionNumber,
            "creation_timestamp" when forOrder => EntityAttribute.CreationTime,
            "last_updated_timestamp" when forOrder => EntityAttribute.LastUpdateTime,
            _ => EntityAttribute.None,
        },
    };

    /// <summary>Takes one pair of quotes of each kind off, as MLflow does; nothing inside is unescaped.</summary>
    public static string Unquote(string key)
    {
        key = IsQuoted(key, '\'') || IsQuoted(key, '"') ? key.Substring(1, key.Length - 2) : key;
        return IsQuoted(key, '`') ? key.Substring(1, key.Length - 2) : key;
    }

    public static bool IsQuoted(string text, char quote) => text.Length >= 2 && text[0] == quote && text[text.Length - 1] == quote;

    private FilterField ResolveAttribute(string key, bool forOrder, bool extended)
    {
        if (extended && Kind == EntityKind.Run && key == "duration")
        {
            return new FilterField(FieldKind.Attribute, key, EntityAttribute.Duration);
        }

        var attribute = FindAttribute(key, forOrder);
        return attribute != EntityAttribute.None
            ? new FilterField(FieldKind.Attribute, key, attribute)
            : throw SearchErrors.UnknownAttribute(key, $"{{{(forOrder ? OrderKeys : FilterKeys)}}}");
    }

    // "dataset.name" of a logged model means the model's own name; MLflow never got further there.
    private static FilterField ResolveModelDataset(string key) =>
        key == "name" ? new FilterField(FieldKind.Dataset, key, EntityAttribute.Name) : throw SearchErrors.UnknownModelKey(key);

    private FieldKind ResolvePrefix(string prefix)
    {
        if (!HasData)
        {
            return prefix switch
            {
                "attribute" => FieldKind.Attribute,
                "tag" or "tags" => FieldKind.Tag,
                _ => throw SearchErrors.Invalid($"Invalid entity type '{prefix}'. Valid entity types are ('attribute', 'tag', 'tags')"),
            };
        }

        prefix = IsQuoted(prefix, '`') ? prefix.Substring(1, prefix.Length - 2) : prefix;
        return prefix switch
        {
            "metric" or "metrics" => FieldKind.Metric,
            "parameter" or "parameters" or "param" or "params" => FieldKind.Param,
            "tag" or "tags" => FieldKind.Tag,
            "attribute" or "attributes" or "attr" or "run" => FieldKind.Attribute,
            "dataset" or "datasets" => FieldKind.Dataset,
            _ => throw SearchErrors.Invalid(
                $"Invalid entity type '{prefix}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"),
        };
    }
}

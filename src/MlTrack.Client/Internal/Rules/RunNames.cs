namespace MlTrack.Internal.Rules;

/// <summary>How a new run gets its name, which is kept in two places: the run itself and the tag <c>mlflow.runName</c>.</summary>
internal static class RunNames
{
    internal const string Tag = "mlflow.runName";

    /// <summary>Gives the name of a new run: the argument, else the tag, else a generated one; empty counts as not given.</summary>
    /// <exception cref="MlTrackException">Both are given and differ.</exception>
    internal static string Choose(string? runName, IReadOnlyList<RunTag> tags, IdGenerator ids)
    {
        string? tagged = null;
        foreach (var (key, value) in tags)
        {
            if (key == Tag)
            {
                tagged = value;
                break;
            }
        }

        if (string.IsNullOrEmpty(runName))
        {
            return string.IsNullOrEmpty(tagged) ? GeneratedName.Next(ids) : tagged!;
        }

        return string.IsNullOrEmpty(tagged) || tagged == runName ? runName! : throw TrackingErrors.TwoRunNames(runName!, tagged!);
    }

    /// <summary>Gives the tags of a new run with the name among them.</summary>
    internal static IReadOnlyList<RunTag> WithName(IReadOnlyList<RunTag> tags, string name)
    {
        var all = new List<RunTag>(tags.Count + 1);
        foreach (var tag in tags)
        {
            if (tag.Key != Tag)
            {
                all.Add(tag);
            }
        }

        all.Add(new RunTag(Tag, name));
        return all;
    }
}

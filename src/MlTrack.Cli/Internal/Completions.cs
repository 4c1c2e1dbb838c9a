using System.CommandLine.Completions;
using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <summary>What a shell offers after Tab: names of experiments and ids of runs of the store in use.</summary>
internal static class Completions
{
    private const int Most = 100;

    /// <summary>Names of experiments, newest first.</summary>
    public static IEnumerable<CompletionItem> Experiments(CompletionContext context) => Ask(context, async client =>
    {
        var page = await client.SearchExperimentsAsync(new SearchExperimentsQuery { MaxResults = Most });
        return page.Items.Select(experiment => experiment.Name);
    });

    /// <summary>Ids of runs, newest first; a person who wants another one types more of it.</summary>
    public static IEnumerable<CompletionItem> Runs(CompletionContext context) => Ask(context, async client =>
    {
        var word = context.WordToComplete;
        var filter = word.Length > 0 && word.All(char.IsAsciiLetterOrDigit) ? $"attributes.run_id LIKE '{word}%'" : null;
        var page = await client.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = filter, MaxResults = Most, Parts = RunParts.Info });
        return page.Items.Select(run => run.Info.RunId);
    });

    /// <summary>Names of registered models.</summary>
    public static IEnumerable<CompletionItem> Models(CompletionContext context) => Ask(context, async client =>
    {
        var page = await client.SearchRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = Most });
        return page.Items.Select(model => model.Name);
    });

    private static IEnumerable<CompletionItem> Ask(CompletionContext context, Func<MlTrackClient, Task<IEnumerable<string>>> ask)
    {
        var uri = context.ParseResult.GetValue(CommonSettings.Store);
        try
        {
            StoreFolder.DemandExists(uri);
            using var client = MlTrackClient.Open(uri);
            return Task.Run(() => ask(client)).GetAwaiter().GetResult()
                .Where(text => text.StartsWith(context.WordToComplete, StringComparison.OrdinalIgnoreCase) && SafeText.Line(text) == text)
                .Select(text => new CompletionItem(text)).ToList();
        }
        catch (Exception exception) when (exception is MlTrackException or IOException or UnauthorizedAccessException)
        {
            // In the middle of a line that somebody types there is no place for messages; the command itself will say what is wrong.
            return [];
        }
    }
}

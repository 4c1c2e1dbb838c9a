using System.CommandLine;
using System.Globalization;

namespace MlTrack.Cli.Internal;

/// <summary>Settings of the commands about models, each said in the same words.</summary>
internal static class ModelSettings
{
    public static Argument<string> Name() => new("name") { Description = "The registered model's name.", CompletionSources = { Completions.Models } };

    public static Argument<string> Version() => new("version")
    {
        Description = "The version: name/3, name@alias, name/latest, or models:/….", CompletionSources = { Completions.Models },
    };

    public static Argument<string> Uri() => new("model")
    {
        Description = "The model: name/3, name@alias, models:/…, runs:/run/name, or a folder with an MLmodel file.", CompletionSources = { Completions.Models },
    };

    public static Option<string[]> AtLeast() => new("--at-least") { Description = "Demand a metric of at least so much; may be repeated.", HelpName = "metric=value" };

    public static Option<string[]> AtMost() => new("--at-most") { Description = "Demand a metric of at most so much; may be repeated.", HelpName = "metric=value" };

    public static Option<string[]> NotLower() => new("--not-lower")
    {
        Description = "Demand a metric that is not lower than that of the alias's holder, by more than a tolerance if one is given; may be repeated.", HelpName = "metric[=tolerance]",
    };

    public static Option<string[]> NotHigher() => new("--not-higher")
    {
        Description = "The same for a metric of which less is better.", HelpName = "metric[=tolerance]",
    };

    /// <summary>The demands of the four options.</summary>
    public static IReadOnlyList<AliasGuard> ToGuards(string[] atLeast, string[] atMost, string[] notLower, string[] notHigher) =>
    [
        .. atLeast.Select(text => Read(text, AliasGuard.AtLeast)),
        .. atMost.Select(text => Read(text, AliasGuard.AtMost)),
        .. notLower.Select(text => Read(text, (metric, tolerance) => AliasGuard.NotWorseThanHolder(metric, higherIsBetter: true, tolerance), missing: 0)),
        .. notHigher.Select(text => Read(text, (metric, tolerance) => AliasGuard.NotWorseThanHolder(metric, higherIsBetter: false, tolerance), missing: 0)),
    ];

    // A metric's name may hold '=' no more than a tag's; the last one is taken.
    private static AliasGuard Read(string text, Func<string, double, AliasGuard> make, double? missing = null)
    {
        var separator = text.LastIndexOf('=');
        var (metric, value) = separator < 0 ? (text, missing) : (text[..separator], Number(text[(separator + 1)..]));
        return metric.Length > 0 && value is >= double.MinValue and <= double.MaxValue && (missing is null || value >= 0)
            ? make(metric, value.Value)
            : throw new UsageException($"'{text}' is no demand: write metric=number{(missing is null ? "" : ", or the metric alone")}.");
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

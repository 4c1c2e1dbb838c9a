using System.CommandLine;
using System.Globalization;
using MlTrack.Cli.Internal;
using Spectre.Console;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs tail</c>.</summary>
internal sealed class RunsTailCommand : CliCommand
{
    private readonly Argument<string> _run;
    private readonly Option<string[]> _metrics;
    private readonly Option<double> _interval;
    private readonly Option<bool> _exitStatus;

    public RunsTailCommand()
        : base("runs tail", "Follows a running run until it ends: a live chart on a terminal, else a line for each new point.")
    {
        _run = Add(CommonSettings.Run());
        _metrics = Add(new Option<string[]>("--metric", "-m") { Description = "Only this metric; may be repeated. [default: all but system metrics]", HelpName = "key" });
        _interval = Add(new Option<double>("--interval") { Description = "Seconds between two looks at the store.", HelpName = "seconds", DefaultValueFactory = _ => 1, CustomParser = ParseInterval });
        _exitStatus = Add(new Option<bool>("--exit-status") { Description = "End with code 7 when the run did not end as FINISHED." });
        Add(CommonSettings.Json("a line for each new point, with its key"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var run = await Lookup.RunAsync(client, context.Get(_run), context.CancellationToken);
        var follower = new RunFollower(client, run.Info.RunId, context.GetAll(_metrics));
        var interval = TimeSpan.FromSeconds(context.Get(_interval));
        var end = context is { IsJson: false, Terminal.IsOutputTerminal: true }
            ? await DrawAsync(context, follower, interval)
            : await WriteAsync(context, follower, interval);
        context.Terminal.Say($"the run ended: {end.Status.ToText()}{(end.IsStale ? " (its process is gone)" : "")}.");
        return context.Get(_exitStatus) && end.Status != RunStatus.Finished ? ExitCodes.RunFailed : ExitCodes.Done;
    }

    private static async Task<RunInfo> WriteAsync(CommandContext context, RunFollower follower, TimeSpan interval)
    {
        while (true)
        {
            var info = await follower.LookAsync(context.CancellationToken);
            foreach (var point in follower.NewPoints)
            {
                if (context.IsJson)
                {
                    JsonOutput.WriteLine(json => EntityJson.Write(json, point, withKey: true));
                }
                else
                {
                    context.Terminal.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{Show.Time(point.Timestamp)}  {point.Key}  step {point.Step}  {Show.Number(point.Value)}"));
                }
            }

            if (RunFollower.HasEnded(info))
            {
                return info;
            }

            await Task.Delay(interval, context.CancellationToken);
        }
    }

    private static Task<RunInfo> DrawAsync(CommandContext context, RunFollower follower, TimeSpan interval) =>
        context.Terminal.Out.Live(new Text("")).StartAsync(async live =>
        {
            while (true)
            {
                var info = await follower.LookAsync(context.CancellationToken);
                live.UpdateTarget(Chart(info, follower, context.Terminal.Out.Profile.Width));
                live.Refresh();
                if (RunFollower.HasEnded(info))
                {
                    return info;
                }

                await Task.Delay(interval, context.CancellationToken);
            }
        });

    private static Table Chart(RunInfo info, RunFollower follower, int width)
    {
        const int Others = 48;
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(SafeText.Line($"{info.RunName} ({Show.ShortId(info.RunId)}) {info.Status.ToText()}"))) };
        table.AddColumns("metric", "step", "latest", "min", "max", "");
        foreach (var (key, points) in follower.Points)
        {
            var values = points.OrderBy(point => point.Step).ThenBy(point => point.TimestampMilliseconds).Select(point => point.Value).ToList();
            var finite = values.Where(double.IsFinite).ToList();
            table.AddRow(
                new Text(SafeText.Line(key)), new Text(points[^1].Step.ToString(CultureInfo.InvariantCulture)), new Text(Show.Number(points[^1].Value)),
                new Text(finite.Count == 0 ? "" : Show.Number(finite.Min())), new Text(finite.Count == 0 ? "" : Show.Number(finite.Max())),
                new Text(Sparkline.Draw(values, Math.Max(12, width - Others)), new Style(Color.Green)));
        }

        table.Caption = new TableTitle($"took {Show.Duration(info, TimeProvider.System.GetUtcNow())}");
        return table;
    }

    private static double ParseInterval(System.CommandLine.Parsing.ArgumentResult result)
    {
        const double Shortest = 0.05;
        const double Longest = 3600;
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= Shortest and <= Longest)
        {
            return seconds;
        }

        result.AddError($"--interval takes seconds from 0.05 to 3600, not '{result.Tokens[0].Value}'.");
        return 1;
    }
}

using System.Runtime.InteropServices;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Stores;

namespace MlTrack.TestApp;

/// <summary>Verbs about how a run ends with its process.</summary>
internal static class RunEndVerbs
{
    /// <summary>
    /// <c>run ROOT HOW [COUNT]</c>: starts a run, prints its id, logs, and ends the process without ending the run, in the way that <c>HOW</c> says. Those that
    /// wait for a signal print <c>ready</c>.
    /// </summary>
    public static void Run(string[] args)
    {
        // As a host does: it listens before anybody logs.
        using var host = args[1] == "host" ? new OwnHandler() : null;

        // As nohup does: the signal is ignored.
        using var ignored = args[1] == "survive" ? PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true) : null;
        var options = new MlTrackClientOptions();
        if (args[1] == "fill")
        {
            options.MaxPendingRecords = 1000;
            options.FlushTimeout = TimeSpan.FromSeconds(0.5);
        }

        if (args.Length > 2)
        {
            options.Durability = Enum.Parse<Durability>(args[2]);
        }

        var client = args[0] == "stuck" ? MlTrackClient.Open(new StuckStore(), options) : MlTrackClient.Open(args[0], options);
        var run = client.StartRunAsync(new RunOptions { ExperimentId = "0", RunName = args[1], CaptureGit = false }).GetAwaiter().GetResult();
        Console.Out.WriteLine(run.RunId);
        Console.Out.Flush();
        for (var i = 0; i < 100; i++)
        {
            run.LogMetric("loss", i, step: i);
        }

        if (host is not null)
        {
            host.WaitAndEnd(run);
            return;
        }

        End(args[1], client, run);
    }

    private static void End(string how, MlTrackClient client, Run run)
    {
        switch (how)
        {
            case "return 0":
                break;
            case "fill":
                for (var i = 100; i < 20_000; i++)
                {
                    run.LogMetric("loss", i, step: i);
                }

                run.LogParam("after", "all");
                break;
            case "return 3":
                Program.ReturnCode = 3;
                break;
            case "exit 0":
                Environment.Exit(0);
                break;
            case "exit 3":
                Environment.Exit(3);
                break;
            case "throw":
                throw new InvalidDataException("row 7 is bad");
            case "throw on thread":
                new Thread(() => throw new InvalidDataException("row 7 is bad")).Start();
                Thread.Sleep(Timeout.Infinite);
                break;
            case "fail fast":
                Environment.FailFast("as a stack overflow would");
                break;
            case "log for ever":
                LogForEver(run);
                break;
            case "log on threads and return":
                for (var i = 0; i < 4; i++)
                {
                    new Thread(() => LogForEver(run)) { IsBackground = true }.Start();
                }

                Thread.Sleep(100);
                break;
            case "survive":
                Console.Out.WriteLine("ready");
                Console.In.ReadLine();
                break;
            case "own handler":
                using (var own = new OwnHandler())
                {
                    own.WaitAndEnd(run);
                }

                break;
            case "ended before":
                run.Dispose();
                client.Dispose();
                Console.Out.WriteLine("ready");
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                throw new ArgumentException($"'{how}' is no way to end a process.");
        }
    }

    private static void LogForEver(Run run)
    {
        var series = run.Metric("loop");
        Console.Out.WriteLine("ready");
        for (var i = 0; ; i++)
        {
            series.Log(i);
            Thread.Sleep(1);
        }
    }

    /// <summary>A program that stops at Ctrl-C or SIGTERM in its own way: it goes on, cleans up and ends its run itself.</summary>
    private sealed class OwnHandler : IDisposable
    {
        private readonly ManualResetEventSlim _stopped = new();
        private readonly PosixSignalRegistration _interrupt;
        private readonly PosixSignalRegistration _terminate;

        public OwnHandler()
        {
            _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        }

        public void WaitAndEnd(Run run)
        {
            Console.Out.WriteLine("ready");
            _stopped.Wait();
            run.LogMetric("after", 1);
            run.SetTag("cleaned", "up");
            run.Dispose();
            Console.Out.WriteLine("cleaned up");
            Program.ReturnCode = 7;
        }

        public void Dispose()
        {
            _interrupt.Dispose();
            _terminate.Dispose();
            _stopped.Dispose();
        }

        private void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            _stopped.Set();
        }
    }

    /// <summary>A store whose disk hangs when the end of a run is written.</summary>
    private sealed class StuckStore : UnsupportedStore, IDirectTrackingStore
    {
        private static readonly RunInfo Info = new() { RunId = "stuck", ExperimentId = "0" };

        public override ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default) =>
            new(new RunRecord { Info = Info });

        public ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default) => new(new Writer());

        private sealed class Writer : IRunWriter, IMetricWriter
        {
            public string RunId => Info.RunId;

            public string Key => "metric";

            public IMetricWriter OpenMetric(string key) => this;

            public void Append(double value, long timestampMilliseconds, long step)
            {
            }

            public void LogMetrics(IReadOnlyList<Metric> metrics)
            {
            }

            public void LogParam(string key, string value)
            {
            }

            public void SetTag(string key, string value)
            {
            }

            public void DeleteTag(string key)
            {
            }

            public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
            {
            }

            public void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
            {
            }

            public RunInfo Update(RunUpdate update)
            {
                Console.Out.WriteLine("stuck");
                Thread.Sleep(Timeout.Infinite);
                return Info;
            }

            public void Flush()
            {
            }

            public void Dispose()
            {
            }
        }
    }
}

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MlTrack.Benchmarks.Models;
using MlTrack.Benchmarks.Remote;
using MlTrack.Benchmarks.Search;

// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- --filter '*'
// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- generate RUNS FOLDER [SEED]
// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- search FOLDER [ROUNDS] [PART...]
// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- models [ROUNDS]
// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- remote [ROUNDS] [PART...]
switch (args)
{
    case ["generate", ..]:
        return GenerateVerb.Run(args.AsSpan(1));
    case ["search", ..]:
        return SearchVerb.Run(args.AsSpan(1));
    case ["models", ..]:
        return ModelsVerb.Run(args.AsSpan(1));
    case ["remote", ..]:
        return await RemoteVerb.RunAsync(args[1..]);
    case [BareServer.Verb]:
        return await BareServer.RunUntilKilledAsync();
    default:
        // In this process, since no ratio needs a process of its own, and short: machines are noisy, and only ratios within one run are compared.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200));
        var config = DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mltrack-benchmark-reports"));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
        return 0;
}

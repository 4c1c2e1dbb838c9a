using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/MlTrack.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

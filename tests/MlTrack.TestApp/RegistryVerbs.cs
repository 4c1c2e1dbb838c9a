using System.Globalization;
using MlTrack.Stores;

namespace MlTrack.TestApp;

/// <summary>Verbs that many processes run at once on one model registry.</summary>
internal static class RegistryVerbs
{
    /// <summary><c>register-models ROOT NAME COUNT</c>: makes <c>COUNT</c> versions, the model with the first, and prints their numbers.</summary>
    public static void RegisterModels(string[] args)
    {
        using var client = MlTrackClient.Open(args[0]);
        Program.WaitForStart();
        for (var i = 0; i < int.Parse(args[2], CultureInfo.InvariantCulture); i++)
        {
            var version = client.RegisterModelAsync("s3://bucket/model", args[1], new Dictionary<string, string> { ["pid"] = Pid }).GetAwaiter().GetResult();
            Console.Out.WriteLine(version.Version);
        }
    }

    /// <summary><c>register-until-killed ROOT NAME</c>: makes versions with tags and an alias over and over, and prints each number that was acknowledged.</summary>
    public static void RegisterUntilKilled(string[] args)
    {
        var registry = ModelRegistries.Open(args[0]);
        Program.WaitForStart();
        while (true)
        {
            var version = registry.CreateModelVersionAsync(new CreateModelVersionRequest
            {
                Name = args[1], Source = "s3://bucket/model", Tags = [new RunTag("pid", Pid), new RunTag("nested/key", new string('x', 1000))],
            }).AsTask().GetAwaiter().GetResult().Version;
            registry.SetRegisteredModelAliasAsync(args[1], "champion", version).AsTask().GetAwaiter().GetResult();
            Console.Out.WriteLine(version);
            Console.Out.Flush();
        }
    }

    /// <summary><c>move-alias ROOT NAME COUNT</c>: points the alias <c>champion</c> to versions 1 to 9 in turn, <c>COUNT</c> times.</summary>
    public static void MoveAlias(string[] args)
    {
        var registry = ModelRegistries.Open(args[0]);
        Program.WaitForStart();
        for (var i = 0; i < int.Parse(args[2], CultureInfo.InvariantCulture); i++)
        {
            registry.SetRegisteredModelAliasAsync(args[1], "champion", ((i + Environment.ProcessId) % 9 + 1).ToString(CultureInfo.InvariantCulture)).AsTask().GetAwaiter().GetResult();
        }
    }

    private static string Pid => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
}

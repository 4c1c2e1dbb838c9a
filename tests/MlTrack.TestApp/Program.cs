namespace MlTrack.TestApp;

/// <summary>The verbs that tests run in processes of their own.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Action<string[]>> _verbs = new(StringComparer.Ordinal)
    {
        ["append"] = FileVerbs.Append,
        ["append-until-full"] = FileVerbs.AppendUntilFull,
        ["append-many"] = FileVerbs.AppendMany,
        ["claim"] = FileVerbs.Claim,
        ["claim-params"] = CrowdVerbs.ClaimParams,
        ["lock"] = FileVerbs.Lock,
        ["log-points"] = CrowdVerbs.LogPoints,
        ["log-until-killed"] = KillVerbs.LogUntilKilled,
        ["name-experiments"] = CrowdVerbs.NameExperiments,
        ["build-index"] = SearchVerbs.BuildIndex,
        ["register-models"] = RegistryVerbs.RegisterModels,
        ["move-alias"] = RegistryVerbs.MoveAlias,
        ["register-until-killed"] = RegistryVerbs.RegisterUntilKilled,
        ["replace"] = FileVerbs.Replace,
        ["rewrite"] = CrowdVerbs.Rewrite,
        ["run"] = RunEndVerbs.Run,
        ["save-index-until-killed"] = SearchVerbs.SaveIndexUntilKilled,
        ["search"] = SearchVerbs.Search,
        ["sync"] = SyncVerbs.Sync,
        ["train"] = TrainVerbs.Train,
    };

    /// <summary>What <c>Main</c> returns.</summary>
    internal static int ReturnCode { get; set; }

    private static int Main(string[] args)
    {
        if (args.Length == 0 || !_verbs.TryGetValue(args[0], out var verb))
        {
            Console.Error.WriteLine("Verbs: " + string.Join(", ", _verbs.Keys));
            return 2;
        }

        verb(args[1..]);
        return ReturnCode;
    }

    /// <summary>Says that the process is up and waits for the word to go, so that many processes start at the same moment.</summary>
    internal static void WaitForStart()
    {
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        Console.In.ReadLine();
    }
}

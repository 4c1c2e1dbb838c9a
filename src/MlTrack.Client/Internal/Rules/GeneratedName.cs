using System.Globalization;

namespace MlTrack.Internal.Rules;

/// <summary>Names for runs and models without one, in MLflow's form: adjective, noun, number from 0 to 1000; at most 20 characters.</summary>
internal static class GeneratedName
{
    private const int MaxLength = 20;
    private const int Tries = 10;
    private const int NumberLimit = 1001;

    private static readonly string[] Adjectives =
    [
        "able", "agile", "airy", "amber", "apt", "azure", "bold", "brave", "brief", "bright", "brisk", "calm", "candid", "careful", "clean",
        "clear", "clever", "cool", "crisp", "curious", "deep", "deft", "early", "easy", "eager", "even", "exact", "fair", "fancy", "fast",
        "fine", "firm", "fluent", "fond", "frank", "free", "fresh", "gentle", "glad", "golden", "good", "grand", "great", "green", "happy",
        "hardy", "honest", "humble", "jolly", "keen", "kind", "large", "late", "lively", "loyal", "lucid", "lucky", "mellow", "merry",
        "mild", "modest", "neat", "nimble", "noble", "odd", "open", "patient", "plain", "polite", "proud", "pure", "quick", "quiet", "rapid",
        "rare", "ready", "robust", "round", "royal", "rustic", "sane", "serene", "sharp", "shy", "silent", "simple", "sincere", "smart",
        "smooth", "snug", "sober", "solid", "sound", "spry", "stable", "steady", "stout", "sunny", "swift", "tall", "tame", "tidy", "tiny",
        "true", "upbeat", "vivid", "warm", "wide", "wise", "witty", "young", "zesty",
    ];

    private static readonly string[] Nouns =
    [
        "acorn", "alder", "arrow", "aspen", "badger", "bass", "beacon", "bear", "beaver", "bee", "birch", "bison", "brook", "canyon", "cedar",
        "cliff", "cloud", "colt", "comet", "coral", "crab", "crane", "creek", "crow", "deer", "delta", "dolphin", "dove", "duck", "dune",
        "eagle", "elk", "elm", "ember", "falcon", "fern", "finch", "fir", "fjord", "flint", "fox", "frog", "gale", "gecko", "glade", "goose",
        "grouse", "gull", "hare", "harbor", "hawk", "hazel", "heron", "hill", "ibis", "island", "ivy", "jay", "koala", "lake", "lark",
        "lemur", "lily", "linden", "lion", "lynx", "maple", "marsh", "meadow", "mole", "moon", "moose", "moss", "moth", "newt", "oak",
        "orca", "otter", "owl", "panda", "pear", "pine", "plover", "pony", "poplar", "quail", "rain", "raven", "reed", "reef", "ridge",
        "river", "robin", "rook", "seal", "shark", "shore", "skunk", "sloth", "snail", "snipe", "spruce", "squid", "star", "stoat", "stone",
        "stork", "swan", "tern", "thrush", "tide", "toad", "trout", "tulip", "valley", "vole", "walrus", "wave", "whale", "willow", "wolf",
        "wren", "yak", "zebra",
    ];

    /// <summary>Makes a name.</summary>
    internal static string Next(IdGenerator ids)
    {
        var name = "";
        for (var i = 0; i < Tries; i++)
        {
            name = string.Format(
                CultureInfo.InvariantCulture,
                "{0}-{1}-{2}",
                Adjectives[ids.NextInt32(Adjectives.Length)],
                Nouns[ids.NextInt32(Nouns.Length)],
                ids.NextInt32(NumberLimit));
            if (name.Length <= MaxLength)
            {
                return name;
            }
        }

        return name.Substring(0, MaxLength);
    }
}

using MlTrack;

Console.WriteLine(new MlTrackClientOptions().Durability);

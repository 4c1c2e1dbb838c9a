namespace MlTrack.MLNet.Tests.Support;

internal sealed class Prediction
{
    public float Score { get; set; }
}

namespace MlTrack.MLNet.Internal;

/// <summary>A point of a curve, and the least score that still counted as positive there.</summary>
internal readonly record struct CurvePoint(double X, double Y, double Threshold);

/// <summary>The two curves of a class against all others.</summary>
internal sealed record ClassCurves(Curve Roc, Curve PrecisionRecall);

/// <summary>A ROC or a precision-recall curve, computed of all scores as scikit-learn does: one point per different score.</summary>
internal sealed class Curve
{
    private Curve(IReadOnlyList<CurvePoint> points)
    {
        Points = points;
        Area = 0;
        for (var i = 1; i < points.Count; i++)
        {
            Area += Math.Abs(points[i].X - points[i - 1].X) * (points[i].Y + points[i - 1].Y) / 2;
        }
    }

    internal IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>The area beneath, by trapezoids; not a number where a class is missing and there is no curve.</summary>
    internal double Area { get; }

    /// <param name="scored">Each example's score and whether it is of the class.</param>
    internal static ClassCurves Of(IReadOnlyCollection<(float Score, bool IsPositive)> scored)
    {
        var all = scored.Where(example => !float.IsNaN(example.Score)).ToArray();
        Array.Sort(all, (left, right) => right.Score.CompareTo(left.Score));
        long positives = all.LongCount(example => example.IsPositive);
        var negatives = all.LongLength - positives;

        var roc = new List<CurvePoint> { new(0, 0, double.PositiveInfinity) };
        var precisionRecall = new List<CurvePoint> { new(0, 1, double.PositiveInfinity) };
        long hits = 0;
        for (var i = 0; i < all.Length; i++)
        {
            hits += all[i].IsPositive ? 1 : 0;
            if (i + 1 < all.Length && all[i + 1].Score == all[i].Score)
            {
                continue;
            }

            roc.Add(new(Share(i + 1 - hits, negatives), Share(hits, positives), all[i].Score));
            precisionRecall.Add(new(Share(hits, positives), (double)hits / (i + 1), all[i].Score));
        }

        return new ClassCurves(new Curve(roc), new Curve(precisionRecall));
    }

    /// <summary>At most so many points, the first and the last among them, evenly taken.</summary>
    internal IReadOnlyList<CurvePoint> Thinned(int limit)
    {
        var most = Math.Max(2, limit);
        return Points.Count <= most
            ? Points
            : [.. Enumerable.Range(0, most).Select(index => Points[(int)((long)index * (Points.Count - 1) / (most - 1))])];
    }

    private static double Share(long part, long whole) => whole > 0 ? (double)part / whole : double.NaN;
}

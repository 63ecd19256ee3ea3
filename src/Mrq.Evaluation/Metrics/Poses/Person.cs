namespace Mrq.Evaluation.Metrics.Poses;

/// <summary>A person that is there.</summary>
/// <param name="Height">Of the picture in pixels.</param>
/// <param name="Width">Of the picture.</param>
/// <param name="Area">What the person covers in square pixels.</param>
/// <param name="Keypoints">Those with a score over 0 are labelled.</param>
internal sealed record Person(double Height, double Width, double Area, Keypoint[] Keypoints)
{
    /// <summary>The share of a right keypoint's distance in the longer side of the box around the labelled ones (Yang and Ramanan 2013).</summary>
    private const double Near = 0.2;

    /// <summary>A person's area is about this share of its box's.</summary>
    private const double ShareOfBox = 0.53;

    /// <summary>COCO's standard deviations of its 17 keypoints where several people label them, in shares of a person's size.</summary>
    private static readonly double[] Deviations = [0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089];

    public int Labelled => Keypoints.Count(keypoint => keypoint.Score > 0);

    /// <summary>How many keypoints COCO has deviations of.</summary>
    public static int CocoKeypoints => Deviations.Length;

    private double LongerSide => Math.Max(Side(keypoint => keypoint.Y * Height), Side(keypoint => keypoint.X * Width));

    /// <summary>The person that a model sees; what it is sure of by less than a score counts as not labelled.</summary>
    public static Person Seen(Keypoint[] keypoints, (int Height, int Width) picture, double leastScore)
    {
        var person = new Person(picture.Height, picture.Width, 0, Array.ConvertAll(keypoints, keypoint => keypoint with { Score = keypoint.Score >= leastScore ? 1 : 0 }));
        return person with { Area = person.Labelled == 0 ? 0 : ShareOfBox * person.Side(keypoint => keypoint.Y * picture.Height) * person.Side(keypoint => keypoint.X * picture.Width) };
    }

    /// <summary>
    /// The sum over labelled keypoints of exp(−d² / (2 · area · (2σ)²)), d in pixels: COCO's object keypoint similarity but for the division by their number. Source: pycocotools' <c>cocoeval.py</c>, <c>computeOks</c>.
    /// </summary>
    public double Similarity(Keypoint[] found) => Sum(found, (distance, keypoint) =>
        Math.Exp(-distance / (2 * (Area + double.Epsilon) * Math.Pow(2 * Deviations[keypoint], 2))));

    /// <summary>How many labelled keypoints are right.</summary>
    public double Right(Keypoint[] found) => Math.Pow(Near * LongerSide, 2) is var most ? Sum(found, (distance, _) => distance <= most ? 1 : 0) : 0;

    private double Sum(Keypoint[] found, Func<double, int, double> term)
    {
        var sum = 0d;
        for (var i = 0; i < Keypoints.Length; i++)
        {
            var (y, x) = ((found[i].Y - Keypoints[i].Y) * Height, (found[i].X - Keypoints[i].X) * Width);
            sum += Keypoints[i].Score > 0 && double.IsFinite(y + x) ? term((y * y) + (x * x), i) : 0;
        }

        return sum;
    }

    private double Side(Func<Keypoint, double> coordinate) => Keypoints.Where(keypoint => keypoint.Score > 0).Select(coordinate).ToList() is { Count: > 0 } values ? values.Max() - values.Min() : 0;
}

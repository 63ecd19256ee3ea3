using Mrq.Evaluation.Datasets;
using Mrq.Imaging;

namespace Mrq.Evaluation.Metrics.Poses;

/// <summary>
/// One person's keypoints from a model's outputs: an output whose last dimension is y, x and score of each keypoint, from 0 to 1 (MoveNet's; of several persons the one with the greatest sum of scores), or heat maps [1, h, w, k]
/// with offsets [1, h, w, 2k] (PoseNet's): the place of a map's greatest value, times the pixels between two places, plus the offset there, of y in the first k channels and of x behind them.
/// </summary>
internal sealed class PoseOutputs
{
    private const int Coordinates = 3;
    private readonly (int Height, int Width) _map;
    private readonly ImageInput _picture;
    private readonly int _offsets = -1;

    private PoseOutputs(int keypoints, ImageInput picture) => (Keypoints, _picture) = (keypoints, picture);

    private PoseOutputs(int keypoints, ImageInput picture, (int Height, int Width) map, int offsets)
        : this(keypoints, picture) => (_map, _offsets) = (map, offsets);

    /// <summary>How many keypoints a person has.</summary>
    public int Keypoints { get; }

    /// <summary>The picture's sides in pixels, 1 where the input is no picture.</summary>
    public (int Height, int Width) Picture => (_picture.Height, _picture.Width);

    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> where the outputs are others.</exception>
    public static PoseOutputs Of(MetricSubject subject)
    {
        var graph = subject.Graph!;
        var first = subject.OutputShape(0).Dimensions.AsSpan();
        var picture = ImageInput.Of(subject.SourceInput.Shape) ?? new ImageInput(1, 1, 1, false);
        if (first is [.., > 1 and var keypoints, Coordinates])
        {
            return new PoseOutputs(keypoints, picture);
        }

        for (var output = 1; output < graph.Outputs.Length; output++)
        {
            if (first is [1, > 0, > 0, > 0] && subject.OutputShape(output).Dimensions.AsSpan() is [1, _, _, _] offsets && offsets[1] == first[1] && offsets[2] == first[2] && offsets[3] == 2 * first[3])
            {
                return new PoseOutputs(first[3], picture, (first[1], first[2]), output);
            }
        }

        throw DatasetErrors.DoesNotFit(
            $"The model's outputs are {string.Join(", ", graph.Outputs.Select(output => graph.Tensors[output].Shape.ToString()))}; oks and pck need y, x and score of each keypoint ([1, 1, 17, 3]), or heat maps [1, h, w, k] with offsets [1, h, w, 2k].", subject.Source.Tensor.Name);
    }

    public Keypoint[] Read(IReadOnlyList<double[]> outputs) => _offsets < 0 ? Listed(outputs[0]) : OfMaps(outputs[0], outputs[_offsets]);

    private Keypoint[] Listed(double[] values)
    {
        var person = Keypoints * Coordinates;
        var persons = Enumerable.Range(0, values.Length / person).Select(index => Enumerable.Range(0, Keypoints).Select(keypoint => values.AsSpan((index * person) + (keypoint * Coordinates), Coordinates) switch
        {
            var one => new Keypoint(one[0], one[1], one[2]),
        }).ToArray());
        return persons.MaxBy(keypoints => keypoints.Sum(keypoint => keypoint.Score))!;
    }

    /// <summary>Values of a map beyond 0 to 1 are logits.</summary>
    private Keypoint[] OfMaps(double[] maps, double[] offsets)
    {
        var areLogits = maps.Any(value => value is < 0 or > 1);
        var keypoints = new Keypoint[Keypoints];
        for (var keypoint = 0; keypoint < Keypoints; keypoint++)
        {
            var best = 0;
            for (var place = 1; place < _map.Height * _map.Width; place++)
            {
                best = maps[(place * Keypoints) + keypoint] > maps[(best * Keypoints) + keypoint] ? place : best;
            }

            var score = maps[(best * Keypoints) + keypoint];
            keypoints[keypoint] = new Keypoint(
                At(best / _map.Width, _map.Height, _picture.Height, offsets[(best * 2 * Keypoints) + keypoint]),
                At(best % _map.Width, _map.Width, _picture.Width, offsets[(best * 2 * Keypoints) + Keypoints + keypoint]),
                areLogits ? 1 / (1 + Math.Exp(-score)) : score);
        }

        return keypoints;
    }

    /// <summary>The first and the last place of a map stand for the first and the last pixel.</summary>
    private static double At(int place, int places, int pixels, double offset) => ((places > 1 ? place * (pixels - 1.0) / (places - 1) : 0) + offset) / pixels;
}

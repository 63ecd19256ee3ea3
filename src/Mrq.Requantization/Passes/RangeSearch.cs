using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Chooses the scale S of tied activations: the one that covers their nominal range, or a smaller one that saturates values which are
/// rare and rounds all others less. What a scale costs is noise over signal, (S²/12 + E[clipped²]) / var(x), over the calibration samples.
/// </summary>
internal sealed class RangeSearch
{
    /// <summary>A clamp at 6 and the end of a type's range at 255 · 0.0236 are the same.</summary>
    private const double SameClamp = 1.01;

    /// <summary>Where RELU6 ends.</summary>
    private const double Six = 6;

    /// <summary>Of fewer values no sample says how often the next ones will lie beyond them: of 48 values of a small layer half a range was given away that others used.</summary>
    private const int FewestValues = 1024;

    private static readonly double[] FreeFractions = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5];
    private static readonly double[] PowersOfTwo = [1, 0.5];

    private readonly ConversionPlan _plan;
    private readonly IReadOnlyDictionary<int, TensorStatistics>? _statistics;
    private readonly Dictionary<int, double> _variances;
    private readonly RangeCoverage _coverage;
    private readonly IReadOnlySet<int> _movable;
    private readonly Dictionary<int, ActivationFunctionType> _fused;

    /// <summary>What the network answers is not for the samples to limit: the largest score is the answer (saturating the scores lost MobileNetV1 2 dB between its best five classes).</summary>
    private readonly HashSet<int> _answers;

    /// <summary>Nor is what it is fed: dark images do not say that there is no white. All values of an input count alike.</summary>
    private readonly HashSet<int> _inputs;

    private readonly ImmutableArray<Tensor> _tensors;
    private readonly ImmutableArray<(double Low, double High)> _ranges;

    /// <param name="plan">Of the conversion.</param>
    /// <param name="statistics">Values of the source's activations, where there are any.</param>
    /// <param name="coverage">How much of its nominal range an activation has to hold.</param>
    /// <param name="movable">Activations whose zero point biases can take up.</param>
    public RangeSearch(ConversionPlan plan, IReadOnlyDictionary<int, TensorStatistics>? statistics, RangeCoverage coverage, IReadOnlySet<int> movable)
    {
        (_plan, _statistics, _coverage, _movable) = (plan, statistics, coverage, movable);
        var graph = plan.Graph;
        _fused = graph.Operators.SelectMany(step => step.Outputs.Select(output => (Tensor: output, Activation: FusedActivation.Of(step)))).DistinctBy(entry => entry.Tensor).ToDictionary(entry => entry.Tensor, entry => entry.Activation);
        foreach (var border in graph.Operators.Where(step => BorderGrids.IsBorder(plan, step)))
        {
            // What is clamped on one side is on the other.
            _fused[border.Outputs[0]] = FusedInto(border.Inputs[0]);
        }

        _answers = [.. graph.Outputs, ScoreTensor.Of(graph), .. ScoreTensor.BehindLabels(graph) is { } scores ? [scores] : Array.Empty<int>()];
        _inputs = [.. graph.Inputs];
        _inputs.UnionWith(graph.Operators.Where(step => step is Quantize && _inputs.Contains(step.Inputs[0])).Select(step => step.Outputs[0]));
        _tensors = graph.Tensors;
        _variances = statistics?.ToDictionary(entry => entry.Key, entry => entry.Value.Variance) ?? [];
        _ranges = ActivationParameters.NominalRanges(graph);
    }

    /// <summary>Whether a rule leaves a scale to choose: a free zero point holds every grid, and 16 bits round so finely that nothing is worth saturating.</summary>
    public static bool Chooses(TensorRule rule) => rule.ZeroPoint != ZeroPointRule.Free && rule.Type.BitWidth() == 8;

    /// <summary>Mean variance of a channel of an activation; 0 where nothing is known.</summary>
    public double VarianceOf(int tensor) => _variances.GetValueOrDefault(tensor);

    /// <summary>The best range for tied activations.</summary>
    /// <param name="members">The activations' tensors.</param>
    /// <param name="factor">Their folding factor.</param>
    /// <param name="mayMove">Whether biases may take up a zero point.</param>
    public ChosenRange Best(IReadOnlyList<int> members, double factor, bool mayMove = true)
    {
        var low = Math.Min(0, members.Min(tensor => _ranges[tensor].Low * factor));
        var high = Math.Max(0, members.Max(tensor => _ranges[tensor].High * factor));
        var isUnsigned = low == 0 && RuleOf(members).ZeroPoint == ZeroPointRule.ZeroOrMinimum;
        var canMove = mayMove && !isUnsigned && members.All(tensor => _movable.Contains(tensor) && KeepsClamps(tensor, factor, low, high));

        // Powers of two may end far above a clamp that only the largest integer holds; without a zero point the fused activation holds it.
        return canMove && Best(members, factor, low, high, moves: true) is { Noise: < double.PositiveInfinity } moved ? moved : Best(members, factor, low, high, moves: false);
    }

    private ChosenRange Best(IReadOnlyList<int> members, double factor, double low, double high, bool moves)
    {
        var rule = RuleOf(members);
        var covering = ZeroPointFolding.RuleFor(rule, moves).Covering(low, high);
        var zeroPoint = covering.ZeroPoint;
        var (smallest, largest) = (rule.Minimum - zeroPoint, rule.Maximum - zeroPoint);
        var best = new ChosenRange(covering.Scale, moves ? zeroPoint : 0, double.PositiveInfinity);
        var coverage = Coverage(members);
        foreach (var candidate in Scales(members, factor, covering.Scale))
        {
            var scale = Math.Max(candidate, rule.SmallestScale);
            if (scale < covering.Scale && (high * coverage > largest * scale || low * coverage < smallest * scale))
            {
                break;
            }

            var noise = members.Sum(tensor => Noise(tensor, factor, scale, smallest, largest, moves));
            if (noise < best.Noise)
            {
                best = best with { Scale = scale, Noise = noise };
            }
        }

        return best;
    }

    /// <summary>Scales to try, the covering one first; for inputs also that of the source, which rounds nothing.</summary>
    private IEnumerable<double> Scales(IReadOnlyList<int> members, double factor, double covering) =>
        RuleOf(members).Form == ScaleForm.PowerOfTwo ? PowersOfTwo.Select(fraction => covering * fraction)
        : members.Any(_inputs.Contains) ? [covering, (double)_tensors[members[0]].Quantization!.Scale * factor]
        : FreeFractions.Select(fraction => covering * fraction);

    private double Coverage(IReadOnlyList<int> members) =>
        members.Any(_answers.Contains) || members.Any(IsHardlySeen) ? 1
        : members.Any(_inputs.Contains) ? _coverage.Input
        : members.All(tensor => FusedInto(tensor) is ActivationFunctionType.None or ActivationFunctionType.Relu) ? _coverage.Unclamped
        : _coverage.Clamped;

    private bool IsHardlySeen(int tensor) => _statistics?.GetValueOrDefault(tensor) is { Total: < FewestValues };

    /// <summary>The largest integers that an activation can have, counted from the zero point.</summary>
    public IEnumerable<double> Levels(int tensor) =>
        _plan.RuleOf(tensor) is var rule && rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum ? [rule.Maximum, rule.Maximum - rule.Minimum] : [rule.Maximum];

    private TensorRule RuleOf(IReadOnlyList<int> members) => _plan.RuleOf(members[0]);

    private double Noise(int tensor, double factor, double scale, int smallest, int largest, bool moves)
    {
        var (low, high) = _ranges[tensor];
        var step = scale / factor;
        var (bottom, top) = (smallest * step, largest * step);
        var statistics = _statistics?.GetValueOrDefault(tensor);
        var variance = Math.Max(VarianceOf(tensor), (high - low) * (high - low) * 1e-4);
        var clipping = _inputs.Contains(tensor) ? (Cube(Math.Max(0, high - top)) + Cube(Math.Max(0, bottom - low))) / (3 * (high - low))
            : statistics?.ClippingError(bottom, top) ?? Square(Math.Max(0, high - top)) + Square(Math.Max(0, bottom - low));
        if ((factor != 1 || moves) && top > high && LosesClamp(tensor))
        {
            if (top > Math.Max(high, Six) + step)
            {
                return double.PositiveInfinity;
            }

            // What the source clamps goes on up to the largest integer; how far is not known, so half of the way.
            clipping += (statistics?.TopShare ?? 0.01) * Square(top - high) * 0.4;
        }

        // On its own grid nothing is rounded that comes from outside; of what is computed, the rounding starts anew.
        var rounding = _inputs.Contains(tensor) && step == _tensors[tensor].Quantization!.Scale ? 0 : step * step / 12;
        return (rounding + clipping) / variance;
    }

    private bool LosesClamp(int tensor) => FusedInto(tensor) == ActivationFunctionType.Relu6;

    /// <summary>Whether the ends of a range for several activations are the clamps that are fused into one of them.</summary>
    private bool KeepsClamps(int tensor, double factor, double low, double high) => FusedInto(tensor) switch
    {
        ActivationFunctionType.None => true,
        ActivationFunctionType.Relu => low >= 0,
        _ => low >= 0 && high <= _ranges[tensor].High * factor * SameClamp,
    };

    private ActivationFunctionType FusedInto(int tensor) => _fused.GetValueOrDefault(tensor, ActivationFunctionType.None);

    private static double Square(double value) => value * value;

    private static double Cube(double value) => value * value * value;
}

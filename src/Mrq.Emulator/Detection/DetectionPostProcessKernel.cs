using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Detection;

/// <summary>
/// TFLite_Detection_PostProcess: boxes are decoded, and non-maximum suppression chooses among them, class by class (regular) or by the best class of each box (fast). Places of
/// the outputs that TFLite does not write are 0. Source: TFLite <c>kernels/detection_postprocess.cc</c>.
/// </summary>
internal sealed class DetectionPostProcessKernel : Kernel
{
    private readonly DetectionPostProcess _step;
    private readonly BoxDecoder _boxes;
    private readonly RealSource _scores;
    private readonly NonMaxSuppression _suppression;
    private readonly int[] _outputs;
    private readonly int _columns;

    public DetectionPostProcessKernel(KernelContext context)
    {
        _step = (DetectionPostProcess)context.Operator;
        context.Require(_step.Inputs.Length == 3 && _step.Outputs.Length == 4, "three inputs and four outputs are needed.");
        for (var output = 0; output < 4; output++)
        {
            context.Require(context.Output(output).Type == context.Output().Type, "all outputs must be FLOAT32.");
            context.OutputDimensions(_step.OutputShapes[output], output);
        }

        context.Require(_step.MaxDetections >= 0 && _step.MaxClassesPerDetection > 0 && _step.NumClasses > 0 && _step.DetectionsPerClass > 0, "the numbers of detections and classes must be positive.");
        context.Require(_step.NmsIouThreshold is > 0 and <= 1, FormattableString.Invariant($"nms_iou_threshold is {_step.NmsIouThreshold}, and must be above 0 and at most 1."));
        _boxes = new BoxDecoder(context);
        var scores = context.Dimensions(context.Input(1));
        context.Require(
            scores.Length == 3 && scores[0] == 1 && scores[1] == _boxes.Count && scores[2] - _step.NumClasses is 0 or 1,
            $"scores are [1, {_boxes.Count}, {_step.NumClasses} or one more], not {context.Input(1).Shape}.");
        (_columns, _scores) = (scores[2], new RealSource(context, 1));
        _suppression = new NonMaxSuppression(_step.NmsScoreThreshold, _step.NmsIouThreshold);
        _outputs = [.. _step.Outputs];
    }

    /// <summary>The scores' first column that is a class: with a background that is the second.</summary>
    private int FirstClass => _columns - _step.NumClasses;

    public override void Run(TensorMemory memory)
    {
        var boxes = _boxes.Decode(memory);
        using var scratch = new FloatScratch(_scores.BufferLength);
        var scores = _scores.Read(memory, scratch.Take(_scores.BufferLength));
        foreach (var output in _outputs)
        {
            memory.Bytes(output).Clear();
        }

        memory.Elements<float>(_outputs[3])[0] = _step.UseRegularNms ? Regular(memory, boxes, scores) : Fast(memory, boxes, scores);
    }

    /// <summary>Each class by itself; of what is left of all the best, whatever their class. A box can be there with several.</summary>
    private int Regular(TensorMemory memory, BoxCorners[] boxes, ReadOnlySpan<float> scores)
    {
        var (found, ofClass) = (new List<Detection>(), new float[boxes.Length]);
        for (var number = 0; number < _step.NumClasses; number++)
        {
            for (var box = 0; box < boxes.Length; box++)
            {
                ofClass[box] = scores[(box * _columns) + FirstClass + number];
            }

            // A later class does not go before an earlier one of the same score.
            var selected = _suppression.Select(boxes, ofClass, _step.DetectionsPerClass).Select(box => new Detection(box, number, ofClass[box]));
            found = [.. found.Concat(selected).OrderByDescending(detection => detection.Score).Take(_step.MaxDetections)];
        }

        for (var i = 0; i < found.Count; i++)
        {
            Write(memory, i, boxes, found[i]);
        }

        return found.Count;
    }

    /// <summary>Boxes by their best class, each of which is given out with its best classes.</summary>
    private int Fast(TensorMemory memory, BoxCorners[] boxes, ReadOnlySpan<float> scores)
    {
        var best = new float[boxes.Length];
        for (var box = 0; box < boxes.Length; box++)
        {
            best[box] = OfBox(scores, box)[BestClasses(OfBox(scores, box))[0]];
        }

        var selected = _suppression.Select(boxes, best, _step.MaxDetections);
        for (var i = 0; i < selected.Count; i++)
        {
            var classes = BestClasses(OfBox(scores, selected[i]));
            for (var place = 0; place < classes.Length; place++)
            {
                Write(memory, (i * _step.MaxClassesPerDetection) + place, boxes, new Detection(selected[i], classes[place], OfBox(scores, selected[i])[classes[place]]));
            }
        }

        return selected.Count;
    }

    private ReadOnlySpan<float> OfBox(ReadOnlySpan<float> scores, int box) => scores.Slice((box * _columns) + FirstClass, _step.NumClasses);

    /// <summary>As many as are given out of one box, the best first.</summary>
    private int[] BestClasses(ReadOnlySpan<float> scores)
    {
        if (_step.MaxClassesPerDetection > 1)
        {
            return [.. NonMaxSuppression.Descending(scores, Enumerable.Range(0, scores.Length)).Take(_step.MaxClassesPerDetection)];
        }

        var largest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            largest = scores[i] > scores[largest] ? i : largest;
        }

        return [largest];
    }

    private void Write(TensorMemory memory, int place, BoxCorners[] boxes, Detection detection)
    {
        var box = boxes[detection.Box];
        var to = memory.Elements<float>(_outputs[0]).Slice(4 * place, 4);
        (to[0], to[1], to[2], to[3]) = (box.YMin, box.XMin, box.YMax, box.XMax);
        memory.Elements<float>(_outputs[1])[place] = detection.Class;
        memory.Elements<float>(_outputs[2])[place] = detection.Score;
    }

    private readonly record struct Detection(int Box, int Class, float Score);
}

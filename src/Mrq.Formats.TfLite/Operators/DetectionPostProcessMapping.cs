using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>TFLite_Detection_PostProcess: a custom operator whose options are a FlexBuffers map. What an entry is missing is what TFLite takes for it.</summary>
internal sealed class DetectionPostProcessMapping() : OperatorMapping("CUSTOM", "TFLite_Detection_PostProcess")
{
    public override Operator Blank { get; } = new DetectionPostProcess { Inputs = [], Outputs = [] };

    public override bool Handles(Operator step) => step is DetectionPostProcess;

    /// <summary>Null for options that are no map of numbers.</summary>
    public override Operator? Read(FlatTable step, OpaqueOperator shell) => step.Vector("custom_options") is { } stored && FlexMap.Read(stored.Bytes.Span) is { } options
        ? new DetectionPostProcess
        {
            Inputs = shell.Inputs,
            Outputs = shell.Outputs,
            Version = shell.Version,
            Intermediates = shell.Intermediates,
            SourceIndex = shell.SourceIndex,
            MaxDetections = options.Int32("max_detections"),
            MaxClassesPerDetection = options.Int32("max_classes_per_detection"),
            DetectionsPerClass = options.Has("detections_per_class") ? options.Int32("detections_per_class") : 100,
            UseRegularNms = options.Bool("use_regular_nms"),
            NmsScoreThreshold = options.Single("nms_score_threshold"),
            NmsIouThreshold = options.Single("nms_iou_threshold"),
            NumClasses = options.Int32("num_classes"),
            YScale = options.Single("y_scale"),
            XScale = options.Single("x_scale"),
            HScale = options.Single("h_scale"),
            WScale = options.Single("w_scale"),
        }
        : null;

    /// <summary>Nothing changes the options that a file has.</summary>
    public override FlatTable Write(FlatTable step, Operator typed, bool isNew) => isNew ? step.With("custom_options", Options((DetectionPostProcess)typed)) : step;

    private static FlatVector Options(DetectionPostProcess step)
    {
        var options = FlexMap.Empty
            .With("max_detections", FlexNumber.Of(step.MaxDetections))
            .With("max_classes_per_detection", FlexNumber.Of(step.MaxClassesPerDetection))
            .With("detections_per_class", FlexNumber.Of(step.DetectionsPerClass))
            .With("use_regular_nms", FlexNumber.Of(step.UseRegularNms))
            .With("nms_score_threshold", FlexNumber.Of(step.NmsScoreThreshold))
            .With("nms_iou_threshold", FlexNumber.Of(step.NmsIouThreshold))
            .With("num_classes", FlexNumber.Of(step.NumClasses))
            .With("y_scale", FlexNumber.Of(step.YScale))
            .With("x_scale", FlexNumber.Of(step.XScale))
            .With("h_scale", FlexNumber.Of(step.HScale))
            .With("w_scale", FlexNumber.Of(step.WScale));
        return new FlatVector(options.ToBytes(), 1, sizeof(int));
    }
}

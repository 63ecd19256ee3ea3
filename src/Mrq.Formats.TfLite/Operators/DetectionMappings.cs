using System.Collections.Immutable;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>TFLite_Detection_PostProcess. What an entry is missing is what TFLite takes for it.</summary>
internal static class DetectionMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new CustomMapping<DetectionPostProcess>("TFLite_Detection_PostProcess", new DetectionPostProcess { Inputs = [], Outputs = [] }) { FromOptions = Read, ToOptions = Options },
    ];

    private static DetectionPostProcess Read(FlexMap options, DetectionPostProcess step) => step with
    {
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
    };

    private static FlexMap Options(DetectionPostProcess step) => FlexMap.Empty
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
}

using System.CommandLine;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Tool;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    public static Argument<string> Model() => new("model") { Description = "The .tflite or .onnx file." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON with stable field names." };

    public static Option<string?> ArithmeticName() => new("--arithmetic")
    {
        Description = $"The integer arithmetic: {string.Join(", ", ArithmeticCatalogue.All.Select(arithmetic => arithmetic.Name))}, or a scheme's name; that of the model's own runtime by default.",
    };

    public static Option<string?> InputShape() => new("--input-shape")
    {
        Description = "The shape of an input whose dimensions the model leaves open, such as 1,3,224,224; NAME=SHAPE;… where a model has several inputs.",
    };

    public static Option<string> MetricName() => new("--metric") { Description = $"One of {Metric.Names}.", DefaultValueFactory = _ => "top1" };

    public static Option<string[]> Data(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
    };
}

using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using static Mrq.Formats.TfLite.Operators.OperatorMapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The operators that are read into records of their own; one entry for each. All others stay opaque.</summary>
internal static class OperatorMappings
{
    public static IReadOnlyList<OperatorMapping> All { get; } =
    [
        Of<Conv2D>(
            "CONV_2D",
            "Conv2DOptions",
            options => new Conv2D
            {
                Inputs = [],
                Outputs = [],
                Padding = ReadPadding(options),
                StrideW = (int)options.Integer("stride_w"),
                StrideH = (int)options.Integer("stride_h"),
                DilationWFactor = (int)options.Integer("dilation_w_factor"),
                DilationHFactor = (int)options.Integer("dilation_h_factor"),
                FusedActivationFunction = ReadActivation(options),
            },
            (conv, options) =>
            {
                WritePadding(conv.Padding, options);
                options.SetInteger("stride_w", conv.StrideW);
                options.SetInteger("stride_h", conv.StrideH);
                options.SetInteger("dilation_w_factor", conv.DilationWFactor);
                options.SetInteger("dilation_h_factor", conv.DilationHFactor);
                WriteActivation(conv.FusedActivationFunction, options);
            }),
        Of<DepthwiseConv2D>(
            "DEPTHWISE_CONV_2D",
            "DepthwiseConv2DOptions",
            options => new DepthwiseConv2D
            {
                Inputs = [],
                Outputs = [],
                Padding = ReadPadding(options),
                StrideW = (int)options.Integer("stride_w"),
                StrideH = (int)options.Integer("stride_h"),
                DepthMultiplier = (int)options.Integer("depth_multiplier"),
                DilationWFactor = (int)options.Integer("dilation_w_factor"),
                DilationHFactor = (int)options.Integer("dilation_h_factor"),
                FusedActivationFunction = ReadActivation(options),
            },
            (conv, options) =>
            {
                WritePadding(conv.Padding, options);
                options.SetInteger("stride_w", conv.StrideW);
                options.SetInteger("stride_h", conv.StrideH);
                options.SetInteger("depth_multiplier", conv.DepthMultiplier);
                options.SetInteger("dilation_w_factor", conv.DilationWFactor);
                options.SetInteger("dilation_h_factor", conv.DilationHFactor);
                WriteActivation(conv.FusedActivationFunction, options);
            }),
        Of<AveragePool2D>(
            "AVERAGE_POOL_2D",
            "Pool2DOptions",
            options => new AveragePool2D
            {
                Inputs = [],
                Outputs = [],
                Padding = ReadPadding(options),
                StrideW = (int)options.Integer("stride_w"),
                StrideH = (int)options.Integer("stride_h"),
                FilterWidth = (int)options.Integer("filter_width"),
                FilterHeight = (int)options.Integer("filter_height"),
                FusedActivationFunction = ReadActivation(options),
            },
            (pool, options) => WritePool(options, pool.Padding, pool.StrideW, pool.StrideH, pool.FilterWidth, pool.FilterHeight, pool.FusedActivationFunction)),
        Of<MaxPool2D>(
            "MAX_POOL_2D",
            "Pool2DOptions",
            options => new MaxPool2D
            {
                Inputs = [],
                Outputs = [],
                Padding = ReadPadding(options),
                StrideW = (int)options.Integer("stride_w"),
                StrideH = (int)options.Integer("stride_h"),
                FilterWidth = (int)options.Integer("filter_width"),
                FilterHeight = (int)options.Integer("filter_height"),
                FusedActivationFunction = ReadActivation(options),
            },
            (pool, options) => WritePool(options, pool.Padding, pool.StrideW, pool.StrideH, pool.FilterWidth, pool.FilterHeight, pool.FusedActivationFunction)),
        Of<Add>(
            "ADD",
            "AddOptions",
            options => new Add
            {
                Inputs = [],
                Outputs = [],
                FusedActivationFunction = ReadActivation(options),
                PotScaleInt16 = options.Integer("pot_scale_int16") != 0,
            },
            (add, options) =>
            {
                WriteActivation(add.FusedActivationFunction, options);
                options.SetInteger("pot_scale_int16", add.PotScaleInt16 ? 1 : 0);
            }),
        Of<FullyConnected>(
            "FULLY_CONNECTED",
            "FullyConnectedOptions",
            options => options.Integer("weights_format") != 0
                ? null
                : new FullyConnected
                {
                    Inputs = [],
                    Outputs = [],
                    FusedActivationFunction = ReadActivation(options),
                    KeepNumDims = options.Integer("keep_num_dims") != 0,
                },
            (dense, options) =>
            {
                WriteActivation(dense.FusedActivationFunction, options);
                options.SetInteger("keep_num_dims", dense.KeepNumDims ? 1 : 0);
            }),
        Of<Softmax>(
            "SOFTMAX",
            "SoftmaxOptions",
            options => new Softmax { Inputs = [], Outputs = [], Beta = options.Real("beta") },
            (softmax, options) => options.SetReal("beta", softmax.Beta)),
        Of<Reshape>("RESHAPE", "ReshapeOptions", _ => new Reshape { Inputs = [], Outputs = [] }, (_, _) => { }),
        Of<Quantize>("QUANTIZE", "QuantizeOptions", _ => new Quantize { Inputs = [], Outputs = [] }, (_, _) => { }),
        Of<Dequantize>("DEQUANTIZE", "DequantizeOptions", _ => new Dequantize { Inputs = [], Outputs = [] }, (_, _) => { }),
    ];

    private static Padding ReadPadding(FlatTable options) => options.Integer("padding") == 1 ? Padding.Valid : Padding.Same;

    private static void WritePadding(Padding padding, FlatTable options) => options.SetInteger("padding", padding == Padding.Valid ? 1 : 0);

    private static ActivationFunctionType ReadActivation(FlatTable options) => (ActivationFunctionType)options.Integer("fused_activation_function");

    private static void WriteActivation(ActivationFunctionType function, FlatTable options) => options.SetInteger("fused_activation_function", (int)function);

    private static void WritePool(FlatTable options, Padding padding, int strideW, int strideH, int filterWidth, int filterHeight, ActivationFunctionType function)
    {
        WritePadding(padding, options);
        options.SetInteger("stride_w", strideW);
        options.SetInteger("stride_h", strideH);
        options.SetInteger("filter_width", filterWidth);
        options.SetInteger("filter_height", filterHeight);
        WriteActivation(function, options);
    }
}

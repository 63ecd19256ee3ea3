namespace Mrq.Tool.Commands;

/// <summary>What the bytes of each operator's kernels are held to, as a column of <c>docs/operators.md</c>.</summary>
internal static class OperatorReferences
{
    /// <summary>Inputs and outputs of one-operator models and of whole networks.</summary>
    private const string LiteRT = "LiteRT's answers";

    private const string TFLiteMicro = "tflite-micro's answers";

    /// <summary>Values of the runtimes' own unit tests, and a second computation in real numbers or exact integers.</summary>
    private const string UnitTests = "unit tests of LiteRT and tflite-micro";

    /// <summary>Written from the kernels' source, held to a second computation.</summary>
    private const string OwnModel = "a model of our own";

    public static IReadOnlyDictionary<string, string> ByOperator { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ABS"] = UnitTests, ["ADD"] = LiteRT, ["ADD_N"] = OwnModel, ["ARG_MAX"] = LiteRT, ["ARG_MIN"] = OwnModel, ["ASSIGN_VARIABLE"] = TFLiteMicro, ["AVERAGE_POOL_2D"] = LiteRT,
        ["BATCH_MATMUL"] = UnitTests, ["BATCH_TO_SPACE_ND"] = OwnModel, ["BROADCAST_ARGS"] = OwnModel, ["BROADCAST_TO"] = OwnModel, ["CALL_ONCE"] = TFLiteMicro, ["CAST"] = OwnModel,
        ["CONCATENATION"] = LiteRT, ["CONV_2D"] = LiteRT, ["CUMSUM"] = UnitTests, ["CUSTOM(TFLite_Detection_PostProcess)"] = UnitTests, ["DEPTHWISE_CONV_2D"] = LiteRT, ["DEPTH_TO_SPACE"] = OwnModel, ["DEQUANTIZE"] = OwnModel, ["DIV"] = UnitTests,
        ["ELU"] = UnitTests, ["EQUAL"] = UnitTests, ["EXP"] = OwnModel, ["EXPAND_DIMS"] = OwnModel, ["FILL"] = UnitTests, ["FLOOR_DIV"] = UnitTests, ["FLOOR_MOD"] = UnitTests,
        ["FULLY_CONNECTED"] = LiteRT, ["GATHER"] = OwnModel, ["GATHER_ND"] = UnitTests, ["GELU"] = UnitTests, ["GREATER"] = UnitTests, ["GREATER_EQUAL"] = UnitTests, ["HARD_SWISH"] = LiteRT, ["IF"] = UnitTests,
        ["L2_NORMALIZATION"] = LiteRT, ["LEAKY_RELU"] = LiteRT, ["LESS"] = UnitTests, ["LESS_EQUAL"] = UnitTests, ["LOG"] = OwnModel, ["LOGICAL_AND"] = UnitTests, ["LOGICAL_NOT"] = UnitTests,
        ["LOGICAL_OR"] = UnitTests, ["LOGISTIC"] = LiteRT, ["LOG_SOFTMAX"] = TFLiteMicro, ["MAXIMUM"] = OwnModel, ["MAX_POOL_2D"] = LiteRT, ["MEAN"] = LiteRT, ["MINIMUM"] = OwnModel,
        ["MIRROR_PAD"] = OwnModel, ["MUL"] = LiteRT, ["NEG"] = OwnModel, ["NOT_EQUAL"] = UnitTests, ["ONE_HOT"] = UnitTests, ["PACK"] = OwnModel, ["PAD"] = TFLiteMicro, ["PADV2"] = OwnModel,
        ["POW"] = UnitTests, ["PRELU"] = LiteRT, ["QUANTIZE"] = LiteRT, ["RANGE"] = OwnModel, ["RANK"] = OwnModel, ["READ_VARIABLE"] = TFLiteMicro, ["REDUCE_ALL"] = OwnModel, ["REDUCE_ANY"] = OwnModel,
        ["REDUCE_MAX"] = OwnModel, ["REDUCE_MIN"] = OwnModel, ["REDUCE_PROD"] = UnitTests, ["RELU"] = LiteRT, ["RELU6"] = LiteRT, ["RELU_N1_TO_1"] = OwnModel, ["RESHAPE"] = LiteRT,
        ["RESIZE_BILINEAR"] = LiteRT, ["RESIZE_NEAREST_NEIGHBOR"] = LiteRT, ["REVERSE_V2"] = OwnModel, ["RSQRT"] = UnitTests, ["SCATTER_ND"] = UnitTests, ["SELECT"] = OwnModel, ["SELECT_V2"] = OwnModel,
        ["SHAPE"] = OwnModel, ["SLICE"] = OwnModel, ["SOFTMAX"] = LiteRT, ["SPACE_TO_BATCH_ND"] = OwnModel, ["SPACE_TO_DEPTH"] = OwnModel, ["SPLIT"] = OwnModel, ["SPLIT_V"] = OwnModel, ["SQRT"] = OwnModel,
        ["SQUARED_DIFFERENCE"] = UnitTests, ["SQUEEZE"] = OwnModel, ["STRIDED_SLICE"] = TFLiteMicro, ["SUB"] = LiteRT, ["SUM"] = LiteRT, ["SVDF"] = TFLiteMicro, ["TANH"] = LiteRT, ["TILE"] = OwnModel,
        ["TOPK_V2"] = OwnModel, ["TRANSPOSE"] = OwnModel, ["TRANSPOSE_CONV"] = LiteRT, ["UNIDIRECTIONAL_SEQUENCE_LSTM"] = TFLiteMicro, ["UNPACK"] = OwnModel, ["VAR_HANDLE"] = TFLiteMicro, ["WHERE"] = UnitTests, ["WHILE"] = UnitTests,
    };
}

using System.Reflection;

namespace Mrq.Core.Diagnostics;

/// <summary>Every code that Mrq.Build can report. `docs/errors.md` is this table for readers; a test holds the two together.</summary>
public static class MrqCodes
{
    public static readonly MrqCode HostTooOld = Error(1, "MSBuild is too old", "Build with .NET SDK 10.0.100 or newer.");
    public static readonly MrqCode ProjectNotSdkStyle = Error(2, "the project is not SDK-style", "Convert the project to the SDK style; the package hooks into its targets.");
    public static readonly MrqCode BadUsage = Error(100, "a command-line argument or option is wrong", "See `mrq --help` or the item reference in docs/items.md.");
    public static readonly MrqCode MissingTargetScheme = Error(101, "TargetScheme is missing", "Set TargetScheme on the MrqModel item, or MrqDefaultTargetScheme for the project.");
    public static readonly MrqCode UnknownScheme = Error(102, "the scheme is not known", "Use a name that the message suggests, another of the catalogue (`mrq schemes` and docs/schemes.md, `mrq targets` and docs/targets.md list them), or define your own in an MrqScheme item or a JSON file.");
    public static readonly MrqCode BadOption = Error(103, "a metadata value or option cannot be used", "Write the value in the form the message names; numbers use '.' in every culture.");
    public static readonly MrqCode DuplicateOutput = Error(104, "two items write the same file", "Give one of the items another Link or TargetScheme.");
    public static readonly MrqCode FileMissing = Error(105, "a file does not exist", "Correct the path; it is relative to the project file.");
    public static readonly MrqCode BadScheme = Error(106, "a scheme's definition is wrong or contradicts itself", "Correct the field that the message names; docs/schemes.md lists fields and values.");
    public static readonly MrqCode MisspeltMetadata = Warning(107, "a metadata name looks misspelt", "Write the name as the message and docs/items.md do; if the metadata is your own, NoWarn takes the code.");
    public static readonly MrqCode OutputOverInput = Error(108, "an output would be written over another file of the request", "Give each output a path of its own; nothing was touched.");
    public static readonly MrqCode DuplicateSymbol = Error(110, "two C arrays have the same name", "Give one of the models a CSymbol of its own.");
    public static readonly MrqCode NotUpToDate = Error(111, "a converted model is not up to date", "Build without -question or --no-build, so that the model can be converted.");
    public static readonly MrqCode BadProject = Error(120, "a project file cannot be changed", "Name an SDK-style project with --project, or write the MrqModel item by hand as docs/items.md shows.");
    public static readonly MrqCode NotAModel = Error(1001, "the file is not a model that Mrq.Build reads", "Give a TFLite FlatBuffer (file identifier TFL3) or an ONNX model.");
    public static readonly MrqCode CorruptModel = Error(1002, "the model file is truncated or corrupt", "Fetch or export the model again; the message names the byte offset.");
    public static readonly MrqCode UnsupportedModelVersion = Error(1003, "the model's schema version is not supported", "Export the model with TFLite schema version 3, or ONNX opset 10 to 25.");
    public static readonly MrqCode ModelTooLarge = Error(1004, "the model is too large", "FlatBuffers and this reader end at 2 GiB.");
    public static readonly MrqCode InvalidGraph = Error(1005, "the model's graph contradicts itself", "Export the model again; the message names the tensor or operator.");
    public static readonly MrqCode TooDemanding = Error(1006, "one sample of the model takes too much memory or work", "Give a model of a smaller input; the message names the tensor or operator that takes most.");
    public static readonly MrqCode UnmappedNode = Error(1007, "the model has nodes that Mrq.Build cannot map", "The message names reasons and nodes; export the model without them, or quantize these nodes statically.");
    public static readonly MrqCode ExternalData = Error(1008, "a constant lies in another file that cannot be read", "Put the file that the message names into the model's folder; files outside of it are never read.");
    public static readonly MrqCode UnknownDimension = Error(1009, "a dimension of the model's input is not known", "Say the shape with InputShape (`--input-shape NAME=1,3,224,224`), or export the model with fixed dimensions; an open batch is 1.");
    public static readonly MrqCode BadDataset = Error(1050, "a data file cannot be read", "Give NumPy, IDX, CIFAR-10, pictures, WAV or raw samples as docs/data.md lists them; the message says what is wrong with this file and where.");
    public static readonly MrqCode DatasetDoesNotFit = Error(1051, "the data does not fit the model", "Shape, type or number of samples must match the model's input and the labels.");
    public static readonly MrqCode AmbiguousData = Warning(1052, "the data could be uint8 or int8", "Set InputType (--input-type) to the type that the numbers are of; either type silences the warning.");
    public static readonly MrqCode ImplausibleData = Warning(1053, "the data is not of the size that the model's input represents", "Set InputMean and InputScale (--input-mean, --input-scale) so that (value - mean) * scale is the real value.");
    public static readonly MrqCode BadSidecar = Error(1060, "a file of quantization parameters cannot be read", "The message names the tensor and the reading that was tried; docs/interchange.md has what each format means. Where a file fits several formats, say which.");
    public static readonly MrqCode DoubtfulSidecar = Warning(1061, "a file of quantization parameters is read otherwise than it is written", "The message names tensors and the reading; write the file again where another one was meant.");
    public static readonly MrqCode BadReport = Error(1062, "a file is no report of a conversion", "Give JSON reports that a build or `mrq convert --report` wrote.");
    public static readonly MrqCode CannotWrite = Error(1101, "an output file cannot be written", "Check that the folder exists, is writable and has room.");
    public static readonly MrqCode CannotRepresent = Error(1102, "the format cannot hold the converted model", "Choose another scheme or format.");
    public static readonly MrqCode WrittenAnew = Warning(1103, "the converted model has new nodes", "Nothing, unless something looks for nodes by their names; another scheme may change less. The model's own container keeps every signature, and its state. A program that runs the new file gives each state's output to the next run's input.");
    public static readonly MrqCode MovedGrid = Warning(1104, "a sidecar's consumer gives tensors another grid than the model's", "The message names tensors and what becomes of them: the consumer derives scales from ranges by a formula of its own. Another scheme, or a format that carries scales, keeps them.");
    public static readonly MrqCode BadSweep = Error(1201, "a sweep's definition or plan cannot be read", "Correct what the message names; docs/scale.md shows a definition, and a plan is only ever written by `mrq sweep plan`.");
    public static readonly MrqCode SweepInputChanged = Error(1202, "an input is not the one that the sweep was planned with", "Bring the file back, or plan the sweep anew: results of what did not change are kept.");
    public static readonly MrqCode OtherSweepVersion = Error(1203, "a plan or a result is of another version of Mrq.Build", "Run one build of the tool on all machines; plan anew with it, or run the units again that the message names.");
    public static readonly MrqCode SweepIncomplete = Error(1204, "results of a sweep are missing, or not this plan's", "Run the units that the message names, or `mrq sweep run --local`, which runs all that is missing; `mrq sweep status` has the reasons.");
    public static readonly MrqCode SweepBusy = Error(1205, "another process merges the sweep into the same folder", "Wait for it, or give another folder with `--output`.");
    public static readonly MrqCode SubmitFailed = Error(1206, "a scheduler did not take the sweep", "The message has what `sbatch` or `kubectl` said; without `--now` the files are written and nothing is submitted.");
    public static readonly MrqCode UnsupportedConversion = Error(2001, "the model cannot be converted to the scheme", "The message names the operators with how many there are of each, or the tensor; another scheme may hold it, and `--keep-going` (`KeepGoing`) converts what can be. A model whose weights alone are quantized (dynamic range) has to be quantized fully first.");
    public static readonly MrqCode DegenerateQuantization = Error(2002, "a scale or range is zero, infinite or not a number", "Quantize the source model again; the message names the tensor.");
    public static readonly MrqCode BrokenConversion = Error(2003, "the converted model breaks a rule", "A fault of Mrq.Build: please report it with the model and the command; another scheme may not have it.");
    public static readonly MrqCode IgnoredZeroPoint = Warning(2004, "a zero point of weights is ignored", "Quantize the source model again with weights whose zero point is 0, or accept what its runtime computes.");
    public static readonly MrqCode KeptOperator = Warning(2005, "an operator keeps another quantization than the scheme's", "The message names the operator and why; QUANTIZE operators stand around it. If the target cannot run it, change the source model.");
    public static readonly MrqCode UnconvertedOperators = Warning(2006, "operators are kept as they are", "Nothing, where a runtime knows them. What stands behind a kept operator is converted without samples and not measured: compare it in the runtime.");
    public static readonly MrqCode NoWiderRule = Error(2007, "the target takes no operator with more bits", "Take Precision (--precision) away, or choose a target or a scheme whose operators can have more bits; the message says why this one's cannot.");
    public static readonly MrqCode AccumulatorOverflow = Warning(3001, "an accumulator can leave its range", "The message names the layer, the bits it needs and how often it happened; a scheme with smaller weights or a wider accumulator avoids it.");
    public static readonly MrqCode OperatorNotEmulated = Error(3002, "the emulator does not know an operator", "The message names operator, version and types; open an issue with the model.");
    public static readonly MrqCode InvalidOperator = Error(3003, "TFLite would refuse the operator", "Quantize the source model again; the message names the operator and the rule.");
    public static readonly MrqCode RuntimeFault = Warning(3004, "the runtime computes an operator wrongly", "The message names the operator and the fault; where another runtime will run the model, name its arithmetic.");
    public static readonly MrqCode AccuracyRegression = Error(4001, "the accuracy drops by more than MaxAccuracyDrop", "Give more calibration data, choose a wider scheme, or raise the limit.");
    public static readonly MrqCode GateSkipped = Warning(4002, "the accuracy gate had no labelled data", "Give EvaluationData with labels; without it only outputs of source and target are compared, on calibration or synthetic inputs.");
    public static readonly MrqCode BaselineMismatch = Error(4003, "the baseline report is missing or another conversion's", "Build once with -t:MrqUpdateBaseline and commit the report that it writes.");
    public static readonly MrqCode BelowMinimum = Error(4004, "the accuracy, agreement or SQNR is under its minimum", "Give more calibration data, choose a wider scheme, or lower the minimum that the message names.");
    public static readonly MrqCode WorseThanBaseline = Error(4005, "the model is worse than the baseline report", "Find out what changed; accept the new result with -t:MrqUpdateBaseline.");
    public static readonly MrqCode Implausible = Warning(4006, "a converted model hardly resembles its source", "Give CalibrationData like what the model will see, or choose a wider scheme; the message names the layer where it begins.");
    public static readonly MrqCode Internal = Error(9001, "an unexpected failure inside Mrq.Build", "Please report it with the model and the command.");

    /// <summary>Whether a code says that a model was measured and did not pass.</summary>
    public static bool IsFailedGate(MrqCode code) => code == AccuracyRegression || code == BelowMinimum || code == WorseThanBaseline;

    /// <summary>All codes in the order of their numbers.</summary>
    public static IReadOnlyList<MrqCode> All { get; } =
    [
        .. typeof(MrqCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(MrqCode))
            .Select(field => (MrqCode)field.GetValue(null)!)
            .OrderBy(code => code.Id, StringComparer.Ordinal),
    ];

    private static MrqCode Error(int number, string title, string remedy) => new($"MRQ{number:D4}", MrqSeverity.Error, title, remedy);

    private static MrqCode Warning(int number, string title, string remedy) => new($"MRQ{number:D4}", MrqSeverity.Warning, title, remedy);
}

using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>A format of sidecars: how a file of it looks, and what it says. <see cref="SidecarFormats"/> lists all.</summary>
public interface ISidecarFormat
{
    /// <summary>As options write it: "aimet-encodings".</summary>
    string Name { get; }

    /// <summary>What it is, for help.</summary>
    string Description { get; }

    /// <summary>How the name of a file of it ends, where a model's name gives it: ".encodings".</summary>
    string Extension { get; }

    /// <summary>Whether a file has the shape of one; versions that it writes of itself decide nothing.</summary>
    bool Recognizes(SidecarContent content);

    /// <summary>What a file says.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> with the tensor.</exception>
    Sidecar Read(SidecarContent content);
}

/// <summary>A format that models are exported to.</summary>
public interface IExportedSidecarFormat : ISidecarFormat
{
    /// <summary>What a user chooses among its forms; null where there is one.</summary>
    SidecarChoice? Choice => null;

    /// <summary>What the records of a file are named after.</summary>
    SidecarKeys Keys => SidecarKeys.Tensors;
}

/// <summary>A format whose files are written from nothing.</summary>
public interface IWrittenSidecarFormat : IExportedSidecarFormat
{
    /// <summary>The bytes of a file: the same records give the same bytes.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all records that the format has no place for.</exception>
    byte[] Write(Sidecar sidecar);

    /// <summary>Records whose grid the consumer does not give back, each with what becomes of it.</summary>
    IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => [];
}

/// <summary>What a format names its records after.</summary>
public enum SidecarKeys
{
    /// <summary>Tensors of the model.</summary>
    Tensors,

    /// <summary>Layers, of which a record is the input, the output or the weights.</summary>
    Layers,

    /// <summary>Tensors that are computed, and weights and biases by their layers.</summary>
    ActivationsAndLayers,
}

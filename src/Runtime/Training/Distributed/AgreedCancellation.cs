namespace Unrolled.Training.Distributed;

/// <summary>A cancellation by which all ranks stop at the same place, whichever of them was cancelled.</summary>
internal sealed class AgreedCancellation(CancellationToken cancellation)
    : OperationCanceledException("Training was cancelled, on this rank or on another one.", cancellation);

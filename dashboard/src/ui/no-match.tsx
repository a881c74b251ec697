/** A list that its filters left nothing of: what it is, and a button for each filter that can be dropped. */
export interface DroppableFilter {
  readonly label: string;
  readonly isSet: boolean;
  readonly onDrop: () => void;
}

interface NoMatchProps {
  readonly text: string;
  readonly filters: readonly DroppableFilter[];
}

export function NoMatch({ text, filters }: NoMatchProps) {
  return (
    <div className="nothing pad">
      <p>{text}</p>
      {filters
        .filter(({ isSet }) => isSet)
        .map(({ label, onDrop }) => (
          <button key={label} type="button" className="btn" onClick={onDrop}>
            {label}
          </button>
        ))}
    </div>
  );
}
